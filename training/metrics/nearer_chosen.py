"""Preference met by output: whether what the model writes is nearer to the chosen answer than to the rejected one."""

from collections.abc import Sequence
from dataclasses import replace

from training.metrics import METRICS, Answered, Metric, Score


def nearer_chosen() -> Metric:
    """Share of written answers with a higher chrF to the chosen text than to the rejected one; a tie counts half.

    Log-probabilities can prefer every chosen answer while the model writes nonsense, so only what is written counts.
    The rejected text is the record's entry `rejected`; where there is none, any likeness to the chosen one is nearer.
    """
    similar = METRICS.build("chrf")

    def metric(answers: Sequence[Answered]) -> Score:
        worse = [replace(one, expected=str(one.meta.get("rejected") or "")) for one in answers]
        chosen, rejected = similar(answers).items or (), similar(worse).items or ()
        items = tuple(0.5 if a == b else float(a > b) for a, b in zip(chosen, rejected, strict=True))
        return Score(sum(items) / len(items) if items else 0.0, items)

    return metric
