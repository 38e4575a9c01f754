"""Rows as the trainer reads them: rendered with the chat template, tokenised, and from where on they carry loss."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.core.progress import progress
from training.data.examples import Example

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the trainer reads it.

    Args:
        example: Where it comes from.
        asked: The prompt as text, as the model will see it when it is asked.
        whole: Prompt and answer as text.
        ids: Tokens of `whole`.
        asked_tokens: Tokens of `asked`.
        start: The first token that carries loss, as in TRL: where prompt and whole part.
        broken: What the chat template said when it refused the row; then all else is empty.
    """

    example: Example
    asked: str = ""
    whole: str = ""
    ids: Sequence[int] = ()
    asked_tokens: int = 0
    start: int = 0
    broken: str = ""

    @property
    def supervised(self) -> int:
        """Tokens that carry loss."""
        return len(self.ids) - self.start

    @property
    def tail(self) -> str:
        """What stands behind the prompt; the whole text where the template rewrites the prompt."""
        return self.whole[len(self.asked) :] if self.whole.startswith(self.asked) else self.whole


def render(tokenizer: Any, examples: Sequence[Example]) -> list[Row]:
    """All rows in order."""
    return [row for batch in batches(tokenizer, examples) for row in batch]


def batches(tokenizer: Any, examples: Sequence[Example]) -> Iterator[list[Row]]:
    """The rows in order, a thousand at a time, for whoever need not hold all of them."""
    for begin in range(0, len(examples), _BATCH):
        yield _batch(tokenizer, examples[begin : begin + _BATCH])
        progress("reading rows with the tokenizer", min(begin + _BATCH, len(examples)), len(examples))


def _batch(tokenizer: Any, examples: Sequence[Example]) -> list[Row]:
    try:
        texts = _texts(tokenizer, examples)
    except _refusals():  # for which rows?
        return [row for example in examples for row in _alone(tokenizer, example)]
    return _tokenised(tokenizer, examples, texts)


def _alone(tokenizer: Any, example: Example) -> list[Row]:
    try:
        texts = _texts(tokenizer, [example])
    except _refusals() as refusal:
        reason = " ".join(str(refusal).split())[:200] or type(refusal).__name__
        return [Row(example, broken=reason)]
    return _tokenised(tokenizer, [example], texts)


def _refusals() -> tuple[type[Exception], ...]:
    """A template is somebody's program: it refuses on purpose, or by a mistake of its own."""
    from jinja2 import TemplateError

    return TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError


def _texts(tokenizer: Any, examples: Sequence[Example]) -> tuple[list[str], list[str]]:
    prompts = [list(example.prompt) for example in examples]
    answered = [[*e.prompt, {"role": "assistant", "content": e.answer}] for e in examples]
    return (
        tokenizer.apply_chat_template(prompts, add_generation_prompt=True, tokenize=False),
        tokenizer.apply_chat_template(answered, tokenize=False),
    )


def _tokenised(tokenizer: Any, examples: Sequence[Example], texts: tuple[list[str], list[str]]) -> list[Row]:
    asked, whole = texts
    ids = tokenizer([*asked, *whole], add_special_tokens=False)["input_ids"]
    prompts, rows = ids[: len(asked)], ids[len(asked) :]
    return [
        Row(example, before, text, array("I", row), len(prompt), _shared(prompt, row))
        for example, before, text, prompt, row in zip(examples, asked, whole, prompts, rows, strict=True)
    ]


def _shared(prompt: Sequence[int], row: Sequence[int]) -> int:
    """How many tokens both begin with."""
    if row[: len(prompt)] == prompt:
        return len(prompt)
    return next(i for i, (a, b) in enumerate(zip([*prompt, None], [*row, None], strict=False)) if a != b)
