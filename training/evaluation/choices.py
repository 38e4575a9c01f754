"""Multiple choice by likelihood: which of the given answers the model finds likeliest after the question."""

from collections.abc import Callable, Sequence
from typing import Any

from training.data.examples import Example
from training.models.generate import rendered

_BATCH_TOKENS = 16_384


def choose(
    model: Any,
    tokenizer: Any,
    examples: Sequence[Example],
    choices: Sequence[Sequence[str]],
    report: Callable[[int], None] | None = None,
) -> list[int]:
    """For each question the number of the choice whose letters are likeliest on average.

    The sum of log-probabilities alone favours short choices, so each is divided by the choice's length in characters,
    as `acc_norm` of the Language Model Evaluation Harness does. What a model chooses here and what it says when it
    answers freely may differ: the two are never mixed.

    Args:
        model: A causal language model.
        tokenizer: Its tokenizer.
        examples: The questions.
        choices: The choices of each.
        report: Called with how many questions are done.
    """
    chosen = []
    for done, (example, several) in enumerate(zip(examples, choices, strict=True), 1):
        prompt = rendered(tokenizer, example)
        likely = _log_likelihoods(model, tokenizer, prompt, several)
        fair = [value / max(1, len(choice)) for value, choice in zip(likely, several, strict=True)]
        chosen.append(max(range(len(fair)), key=fair.__getitem__))
        if report is not None:
            report(done)
    return chosen


def _log_likelihoods(model: Any, tokenizer: Any, prompt: str, choices: Sequence[str]) -> list[float]:
    asked = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    answers = tokenizer(list(choices), add_special_tokens=False)["input_ids"]
    widest = len(asked) + max(map(len, answers))
    at_once = max(1, _BATCH_TOKENS // widest)
    return [
        value
        for start in range(0, len(answers), at_once)
        for value in _scored(model, asked, answers[start : start + at_once])
    ]


def _scored(model: Any, asked: list[int], answers: list[list[int]]) -> list[float]:
    """Padded on the right: what stands behind an answer cannot change what the model made of it."""
    import torch

    longest = max(map(len, answers))
    ids = torch.tensor([asked + answer + [0] * (longest - len(answer)) for answer in answers], device=model.device)
    seen = torch.tensor([[1] * (len(asked) + len(a)) + [0] * (longest - len(a)) for a in answers], device=model.device)
    with torch.inference_mode():
        logits = model(input_ids=ids, attention_mask=seen).logits[:, len(asked) - 1 : -1]
        found = logits.float().log_softmax(-1).gather(-1, ids[:, len(asked) :, None])[..., 0]
    inside = torch.tensor([[1.0] * len(a) + [0.0] * (longest - len(a)) for a in answers], device=model.device)
    return (found * inside).sum(-1).tolist()
