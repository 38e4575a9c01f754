"""Batched greedy generation: the same prompts, the same answers, every time, each with the model's own confidence."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.data.examples import Example
from training.preflight.rows import refuse_control_tokens

_BATCH_TOKENS = 32_768
"""Most tokens of a batch, padding and answers included: 64 rows of 512, or eight of four thousand."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer.

    Attributes:
        text: Without special tokens and outer white space.
        confidence: Probability the model gave just these tokens, the stop token included.
        cut: Whether it ran into the limit of length.
    """

    text: str
    confidence: float
    cut: bool


def generate(
    model: Any, tokenizer: Any, examples: Sequence[Example], *, longest: int = 16, batch_size: int = 64, label: str = ""
) -> list[str]:
    """Greedy answers to every prompt, in order; `answer` says more about each."""

    def report(done: int) -> None:
        progress(label or "answering", done, len(examples))

    said = answer(model, tokenizer, examples, longest=longest, batch_size=batch_size, report=report)
    return [one.text for one in said]


def answer(
    model: Any,
    tokenizer: Any,
    examples: Sequence[Example],
    *,
    longest: int = 16,
    batch_size: int = 64,
    report: Callable[[int], None] | None = None,
) -> list[Said]:
    """Greedy answers to every prompt, in order, whatever the model's own settings for sampling are.

    Args:
        model: A causal language model.
        tokenizer: Its tokenizer, padding on the left.
        examples: Whose prompts to answer.
        longest: Most tokens of an answer.
        batch_size: Prompts at a time, fewer where they are long.
        report: Called with how many are answered.

    Raises:
        VerilodeError: for a record whose text spells a control token of the model, or that its template refuses.
    """
    import torch

    refuse_control_tokens(tokenizer, examples)
    prompts = [rendered(tokenizer, example) for example in examples]
    said: dict[int, Said] = {}
    model.eval()
    for chosen in _batches(tokenizer, prompts, longest, batch_size):
        with torch.inference_mode():
            made = _answers(model, tokenizer, [prompts[i] for i in chosen], longest)
        said.update(zip(chosen, made, strict=True))
        if report is not None:
            report(len(said))
    return [said[i] for i in range(len(prompts))]


def rendered(tokenizer: Any, example: Example) -> str:
    """The prompt as the model's chat template writes it, up to where the answer begins.

    Raises:
        VerilodeError: naming the record, where the template refuses its turns.
    """
    from jinja2 import TemplateError

    try:
        return tokenizer.apply_chat_template(list(example.prompt), add_generation_prompt=True, tokenize=False)
    except TemplateError as refusal:
        reason = f"the model's chat template refuses record {example.record_id}: {refusal}"
        raise VerilodeError(reason) from None


def _batches(tokenizer: Any, prompts: list[str], longest: int, batch_size: int) -> Iterator[list[int]]:
    """Places of the prompts by length, so that there is little padding in each batch."""
    encoded = tokenizer(prompts, add_special_tokens=False)["input_ids"] if prompts else []
    sizes = [len(ids) + longest for ids in encoded]
    batch: list[int] = []
    for place in sorted(range(len(prompts)), key=sizes.__getitem__):
        if batch and (len(batch) == batch_size or (len(batch) + 1) * sizes[place] > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _answers(model: Any, tokenizer: Any, prompts: list[str], longest: int) -> list[Said]:
    batch = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
    batch.pop("token_type_ids", None)
    sure: list[Any] = []

    def note(_ids: Any, scores: Any) -> Any:
        """Keeps one number per row: the scores of a large vocabulary would fill the memory."""
        sure.append(scores.float().log_softmax(-1).amax(-1))
        return scores

    greedy = {"do_sample": False, "num_beams": 1, "repetition_penalty": 1.0}
    made = model.generate(
        **batch, **greedy, max_new_tokens=longest, pad_token_id=tokenizer.pad_token_id, logits_processor=[note]
    )
    new = made[:, batch["input_ids"].shape[1] :].tolist()
    stops = _stops(model, tokenizer)
    ends = [next((i + 1 for i, token in enumerate(row) if token in stops), None) for row in new]
    logs = list(zip(*(step.tolist() for step in sure), strict=True))
    texts = tokenizer.batch_decode(new, skip_special_tokens=True)
    return [
        Said(text.strip(), math.exp(sum(row[:end])), end is None)
        for text, row, end in zip(texts, logs, ends, strict=True)
    ]


def _stops(model: Any, tokenizer: Any) -> set[int]:
    """Tokens after which an answer is over."""
    named = model.generation_config.eos_token_id
    several = named if isinstance(named, list) else [named]
    return {token for token in (*several, tokenizer.eos_token_id) if token is not None}
