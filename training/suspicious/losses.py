"""Mean loss of each record's answer under a model, and what the model would have said instead."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from training.data.examples import Example
from training.models.generate import Said, answer, rendered

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Loss:
    """One record: tokens of its answer (the stop token included) and their mean loss in nats."""

    tokens: int
    loss: float


def answer_losses(
    model: Any, tokenizer: Any, examples: Sequence[Example], report: Callable[[int], None] | None = None
) -> list[Loss]:
    """The loss of every example's answer given its prompt, in order.

    Args:
        model: A causal language model.
        tokenizer: Its tokenizer.
        examples: Prompts with their answers.
        report: Called with how many are done.
    """
    import torch

    encoded = [_encoded(tokenizer, one) for one in examples]
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place][0]))
    found: dict[int, Loss] = {}
    model.eval()
    for chosen in _batches(order):
        with torch.inference_mode():
            found.update(zip(chosen, _losses(model, tokenizer, [encoded[place] for place in chosen]), strict=True))
        if report is not None:
            report(len(found))
    return [found[place] for place in range(len(encoded))]


def own_answers(
    model: Any, tokenizer: Any, examples: Sequence[Example], report: Callable[[int], None] | None = None
) -> list[Said]:
    """What the model itself says, greedily, with as much room as the longest label needs and a little more."""
    lengths = tokenizer([one.answer for one in examples], add_special_tokens=False)["input_ids"]
    longest = max(map(len, lengths), default=0) + 8
    return answer(model, tokenizer, examples, longest=longest, report=report)


def _encoded(tokenizer: Any, example: Example) -> tuple[list[int], int]:
    """Tokens of prompt and answer with the stop token, and where the answer begins."""
    prompt = tokenizer(rendered(tokenizer, example), add_special_tokens=False)["input_ids"]
    said = tokenizer(example.answer, add_special_tokens=False)["input_ids"]
    return [*prompt, *said, tokenizer.eos_token_id], len(prompt)


def _batches(order: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(order), _BATCH):
        yield list(order[start : start + _BATCH])


def _losses(model: Any, tokenizer: Any, rows: Sequence[tuple[list[int], int]]) -> list[Loss]:
    import torch
    from torch.nn.functional import cross_entropy

    width = max(len(tokens) for tokens, _ in rows)
    padded = torch.full((len(rows), width), tokenizer.pad_token_id)
    seen, wanted = torch.zeros_like(padded), torch.full_like(padded, -100)
    for place, (tokens, begin) in enumerate(rows):
        padded[place, : len(tokens)] = torch.tensor(tokens)
        seen[place, : len(tokens)] = 1
        wanted[place, begin : len(tokens)] = torch.tensor(tokens[begin:])
    logits = model(input_ids=padded.to(model.device), attention_mask=seen.to(model.device)).logits[:, :-1].float()
    target = wanted[:, 1:].to(logits.device)
    each = cross_entropy(logits.transpose(1, 2), target, ignore_index=-100, reduction="none").sum(1)
    counts = (target != -100).sum(1)
    return [
        Loss(int(n), float(total) / int(n) if math.isfinite(float(total)) else math.inf)
        for n, total in zip(counts, each, strict=True)
    ]
