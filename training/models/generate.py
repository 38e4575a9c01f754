"""Batched greedy generation: the same prompts, the same answers, every time."""

from collections.abc import Sequence
from typing import Any

from pipelines.core.progress import progress
from training.data.examples import Example
from training.preflight.rows import refuse_control_tokens


def generate(
    model: Any, tokenizer: Any, examples: Sequence[Example], *, longest: int = 16, batch_size: int = 64, label: str = ""
) -> list[str]:
    """Greedy answers to every prompt, in order, without special tokens.

    Args:
        model: A causal language model.
        tokenizer: Its tokenizer, padding on the left.
        examples: Whose prompts to answer.
        longest: Most tokens of an answer.
        batch_size: Prompts at a time.
        label: What progress is reported under.

    Raises:
        VerilodeError: for a record whose text spells a control token of the model.
    """
    import torch

    refuse_control_tokens(tokenizer, examples)
    prompts = [
        tokenizer.apply_chat_template(list(e.prompt), add_generation_prompt=True, tokenize=False) for e in examples
    ]
    by_length = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))  # little padding in each batch
    answers = [""] * len(prompts)
    model.eval()
    for start in range(0, len(by_length), batch_size):
        chosen = by_length[start : start + batch_size]
        with torch.inference_mode():
            made = _answers(model, tokenizer, [prompts[i] for i in chosen], longest)
        for i, answer in zip(chosen, made, strict=True):
            answers[i] = answer
        progress(label or "answering", min(start + batch_size, len(prompts)), len(prompts))
    return answers


def _answers(model: Any, tokenizer: Any, prompts: list[str], longest: int) -> list[str]:
    batch = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
    batch.pop("token_type_ids", None)
    made = model.generate(**batch, max_new_tokens=longest, do_sample=False, pad_token_id=tokenizer.pad_token_id)
    new = made[:, batch["input_ids"].shape[1] :]
    return [text.strip() for text in tokenizer.batch_decode(new, skip_special_tokens=True)]
