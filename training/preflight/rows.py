"""Before a run: refuse rows that would be cut, or that would teach nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.core.errors import VerilodeError
from training.data.examples import Example

NAMED = 5
"""How many offending records a refusal names."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """What the tokenizer makes of the rows: counts in tokens."""

    rows: int
    tokens: int
    supervised: int
    longest: int


def preflight(tokenizer: Any, examples: Sequence[Example], max_length: int) -> Lengths:
    """Render every row with the chat template and count what carries loss.

    Args:
        tokenizer: A tokenizer with a chat template.
        examples: All rows of the run.
        max_length: Longest row that fits.

    Raises:
        VerilodeError: naming the records that are too long, have no answer left, or break the template.
    """
    if not getattr(tokenizer, "chat_template", None):
        raise VerilodeError("the base model's tokenizer has no chat template; choose an instruction-tuned base")
    refuse_control_tokens(tokenizer, examples)
    counts = [_count(tokenizer, example) for example in examples]
    _refuse("longer than max_length", examples, [whole > max_length for whole, _ in counts])
    _refuse("without a token that carries loss", examples, [answer <= 0 for _, answer in counts])
    return Lengths(
        len(counts),
        sum(whole for whole, _ in counts),
        sum(answer for _, answer in counts),
        max((whole for whole, _ in counts), default=0),
    )


def refuse_control_tokens(tokenizer: Any, examples: Sequence[Example]) -> None:
    """Record text must stay text: one that spells a control token could close its turn and answer for the model.

    Raises:
        VerilodeError: naming the records.
    """
    control = [str(token) for token in tokenizer.added_tokens_decoder.values() if token.special]
    _refuse(
        "spelling a control token of the model",
        examples,
        [any(token in text for text in _texts(example) for token in control) for example in examples],
    )


def _texts(example: Example) -> list[str]:
    return [*(turn["content"] for turn in example.prompt), example.answer]


def _count(tokenizer: Any, example: Example) -> tuple[int, int]:
    """Tokens of the whole row, and of its answer with the stop token."""
    prompt = list(example.prompt)
    asked = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, tokenize=False)
    answered = [*prompt, {"role": "assistant", "content": example.answer}]
    whole = tokenizer.apply_chat_template(answered, tokenize=False)
    if not whole.startswith(asked):
        raise VerilodeError(f"the chat template renders record {example.record_id} differently with its answer")
    tail = whole[len(asked) :].replace(tokenizer.eos_token or "", "").strip()
    lengths = tokenizer([asked, whole], add_special_tokens=False)["input_ids"]
    return len(lengths[1]), len(lengths[1]) - len(lengths[0]) if tail else 0


def _refuse(why: str, examples: Sequence[Example], bad: Sequence[bool]) -> None:
    names = [example.record_id for example, wrong in zip(examples, bad, strict=True) if wrong]
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        raise VerilodeError(f"{len(names)} rows are {why}: {', '.join(names[:NAMED])}{more}")
