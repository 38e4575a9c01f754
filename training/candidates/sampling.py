"""Sampling whose every answer has dice of its own, so that it does not depend on what is answered beside it.

Adding Gumbel noise to the scaled logits and taking the largest draws from the softmax exactly (Maddison et al. 2014,
"A* Sampling", section 2). The noise of an answer comes from a generator seeded by record, number and seed; so work that
was interrupted goes on to the very answers it would have given, up to rounding that padding may move.
"""

from collections.abc import Sequence
from typing import Any

from pipelines.core.ids import digest
from training.candidates.order import Wanted
from training.data.examples import Example
from training.models.generate import rendered
from training.preflight.rows import refuse_control_tokens


def sample(
    model: Any, tokenizer: Any, wanted: Sequence[Wanted], *, temperature: float, seed: int, longest: int
) -> list[str]:
    """One drawn answer for each of a batch of wants, in order, without special tokens.

    Args:
        model: A causal language model.
        tokenizer: Its tokenizer, padding on the left.
        wanted: What to answer.
        temperature: Above 0; 1 is the model's own distribution.
        seed: Together with record and number decides each answer.
        longest: Most tokens of an answer.
    """
    import torch

    examples = [example_of(one) for one in wanted]
    refuse_control_tokens(tokenizer, examples)
    prompts = [rendered(tokenizer, example) for example in examples]
    batch = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
    batch.pop("token_type_ids", None)
    dice = [torch.Generator().manual_seed(_seed(seed, one)) for one in wanted]

    def perturbed(_ids: Any, scores: Any) -> Any:
        even = torch.stack([torch.rand(scores.shape[-1], generator=one) for one in dice]).to(scores.device)
        return scores.float() / temperature - torch.log(-torch.log(even.clamp(1e-20, 1 - 1e-7)))

    model.eval()
    with torch.inference_mode():
        made = model.generate(
            **batch,
            do_sample=False,
            num_beams=1,
            repetition_penalty=1.0,
            max_new_tokens=longest,
            pad_token_id=tokenizer.pad_token_id,
            logits_processor=[perturbed],
        )
    new = made[:, batch["input_ids"].shape[1] :]
    return [text.strip() for text in tokenizer.batch_decode(new, skip_special_tokens=True)]


def example_of(wanted: Wanted) -> Example:
    """The prompt as models read it."""
    return Example(wanted.record_id, tuple(dict(turn) for turn in wanted.prompt), "")


def _seed(seed: int, wanted: Wanted) -> int:
    return int(digest(["candidate", seed, wanted.record_id, wanted.number])[:15], 16)
