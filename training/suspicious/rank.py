"""From losses to doubts: which labels look wrong, and why.

A label that a model finds unlikely even after it was trained on it is the classical sign (small-loss learning: Arpit et
al. 2017, "A closer look at memorization"; the loss order of Pleiss et al. 2020 and of cleanlab). Where the model would
answer something else, what counts is how much likelier its own answer is than the label (the margin): a hard question
makes every answer unlikely, a wrong label only one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.core.records import normal_form

CONFIDENT, OTHERWISE, LOSS, SIGNAL = (
    "the model is sure of another answer",
    "the model answers otherwise",
    "the label is unlikely even after training",
    "the text resembles records of another label",
)
_SURE = 0.8
"""Probability of a whole answer from which a model counts as sure of it."""

_OUTSIDE = 1.0
"""What a doubt from outside adds, in nats: as much as a label that is e times less likely."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a run's model fits one record: mean losses in nats per token, its own answer and the probability of it."""

    record_id: str
    split: str
    tokens: int
    loss: float
    base_loss: float
    expected: str
    answered: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record with a doubtful label; the larger the score, the more doubtful."""

    fit: Fit
    score: float
    reason: str


def doubts(fits: Sequence[Fit], suspected: Mapping[str, float] | None = None) -> list[Doubt]:
    """All records, the most doubtful first; those without any sign against them come last, by their loss.

    Records that were trained on fit better than those that were held out, whatever their labels; so each split has its
    own order, and the orders are merged by the share of the split that is more doubtful.

    Args:
        fits: How the model fits them.
        suspected: Margin of the signal `label_error` by record id, below 0 where it speaks against the label.
    """
    against = suspected or {}
    by_split: dict[str, list[Doubt]] = {}
    for fit in fits:
        by_split.setdefault(fit.split, []).append(_doubt(fit, against.get(fit.record_id, 0.0)))
    placed = []
    for found in by_split.values():
        found.sort(key=lambda one: (-one.score, one.fit.record_id))
        placed += [((place + 0.5) / len(found), one) for place, one in enumerate(found)]
    return [one for _, one in sorted(placed, key=lambda pair: (pair[0], -pair[1].score, pair[1].fit.record_id))]


def _doubt(fit: Fit, margin: float) -> Doubt:
    """The label's loss and, where the model answers otherwise, by how much it prefers its own answer."""
    otherwise = normal_form(fit.answered).casefold() != normal_form(fit.expected).casefold()
    likely = max(fit.confidence, math.exp(-50))
    prefers = max(0.0, fit.loss * fit.tokens + math.log(likely)) / fit.tokens if otherwise and fit.tokens else 0.0
    outside = _OUTSIDE * min(1.0, -margin) if margin < 0 else 0.0
    reason = LOSS
    if otherwise:
        reason = CONFIDENT if fit.confidence >= _SURE else OTHERWISE
    elif outside > fit.loss:
        reason = SIGNAL
    return Doubt(fit, fit.loss + prefers + outside, reason)
