"""Parity: two models asked the same, compared by every next-token decision of the first one's answers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress


class Limits(NamedTuple):
    """How far apart two copies of one model may be: logits, mean KL in nats, share of equal next tokens."""

    largest: float
    kl: float
    equal: float


LIMITS = {"float32": Limits(1e-2, 1e-5, 1.0), "bfloat16": Limits(2.0, 2e-2, 0.8)}
"""By what they compute in. Rounding to 8 bits of mantissa moves logits of 16 to 32 by up to 1/16 in each layer's sums;
a weight that was forgotten, or merged twice, moves them by much more than either limit."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A prompt with a model's greedy answer, and its logits (tokens of the answer × vocabulary) at each decision."""

    ids: Sequence[int]
    answered: int
    logits: Any


@dataclass(frozen=True, slots=True)
class Parity:
    """What was compared and how far apart the two are.

    Args:
        prompts: How many prompts were asked.
        decisions: How many next-token decisions were compared.
        largest: Largest difference of two logits.
        kl: Mean Kullback-Leibler divergence of the second's next-token distribution from the first's, in nats.
        equal: Share of decisions in which both choose the same token.
        answers_equal: Share of prompts whose whole greedy answers are equal.
        dtype: What both computed in.
        passed: Whether all is within the limits of that dtype.
    """

    prompts: int
    decisions: int
    largest: float
    kl: float
    equal: float
    answers_equal: float
    dtype: str
    passed: bool

    @property
    def sentence(self) -> str:
        """For a person."""
        limits = LIMITS[self.dtype]
        return (
            f"on {self.prompts} prompts ({self.decisions} tokens) the largest difference of two logits is "
            f"{self.largest:.2g} (limit {limits.largest:g}), the mean KL {self.kl:.2g} (limit {limits.kl:g}), and "
            f"{self.equal:.1%} of the next tokens are equal (limit {limits.equal:.0%}), in {self.dtype}"
        )

    def as_dict(self) -> dict[str, Any]:
        """For a note."""
        return {**asdict(self), "sentence": self.sentence}


def decide(
    model: Any, tokenizer: Any, prompts: Iterable[Sequence[dict[str, str]]], longest: int = 16
) -> list[Decisions]:
    """A model's greedy answer to each prompt, and the logits it chose by; one prompt at a time, without padding."""
    found, asked = [], list(prompts)
    for number, turns in enumerate(asked, 1):
        text = tokenizer.apply_chat_template(list(turns), add_generation_prompt=True, tokenize=False)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        found.append(_decided(model, tokenizer, ids, longest))
        progress("asking the model as it was trained", number, len(asked))
    return found


def compare(reference: Sequence[Decisions], model: Any, dtype: str) -> Parity:
    """Take the second model through the first one's answers and compare at each decision.

    Args:
        reference: From `decide`.
        model: The second model.
        dtype: What both compute in.
    """
    apart, kl, same, answers = [], [], [], []
    for number, one in enumerate(reference, 1):
        logits = _logits(model, one.ids, one.answered)
        apart.append(float((logits - one.logits).abs().max()))
        ours, theirs = one.logits.log_softmax(-1), logits.log_softmax(-1)
        kl += (ours.exp() * (ours - theirs)).sum(-1).tolist()
        equal = (ours.argmax(-1) == theirs.argmax(-1)).tolist()
        same += equal
        answers.append(all(equal))
        progress("asking the new one", number, len(reference))
    return judged(apart, kl, same, answers, dtype)


def judged(
    apart: Sequence[float], kl: Sequence[float], same: Sequence[bool], answers: Sequence[bool], dtype: str
) -> Parity:
    """The measured differences against the limits of a dtype; a number that is none is outside of them.

    Args:
        apart: Largest difference per prompt.
        kl: Divergence per decision.
        same: Per decision, whether both chose the same.
        answers: Per prompt, whether the whole answers are equal.
        dtype: What both computed in.

    Raises:
        VerilodeError: when nothing was compared.
    """
    if not same:
        raise VerilodeError("there is no prompt to compare the models on")
    largest, mean, share = max(apart), max(0.0, sum(kl) / len(kl)), sum(same) / len(same)  # KL below 0 is rounding
    limits = LIMITS[dtype]
    sound = all(value == value for value in apart)  # a maximum does not see every NaN
    passed = sound and largest <= limits.largest and mean <= limits.kl and share >= limits.equal
    whole = sum(answers) / len(answers)
    return Parity(len(answers), len(same), largest if sound else float("nan"), mean, share, whole, dtype, passed)


def _decided(model: Any, tokenizer: Any, ids: list[int], longest: int) -> Decisions:
    import torch

    inputs = torch.tensor([ids], device=model.device)
    with torch.inference_mode():
        made = model.generate(
            input_ids=inputs,
            attention_mask=torch.ones_like(inputs),
            max_new_tokens=longest,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id,
        )
    whole = made[0].tolist()
    return Decisions(whole, len(whole) - len(ids), _logits(model, whole, len(whole) - len(ids)))


def _logits(model: Any, ids: Sequence[int], answered: int) -> Any:
    """Logits in float32 at the places where the last `answered` tokens were chosen."""
    import torch

    with torch.inference_mode():
        return (
            model(input_ids=torch.tensor([list(ids)], device=model.device)).logits[0, -answered - 1 : -1].float().cpu()
        )
