"""Agreement per label: when one rater chooses a label, how often does another choose it for the same item?

Positive specific agreement (Cicchetti and Feinstein 1990; for several raters Σ_i n_il(n_il − 1) / Σ_i n_il(m_i − 1)).
A high agreement overall can hide a rare label on which people toss coins; this figure cannot. A value may stand for
several labels at once, or for none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.ratings import Patterns, Ratings
from annotation.agreement.resample import FEW, Resampling, Weights, agreed_at_least, ends, resampled

MOST = 100
"""Labels that are reported, the most chosen first: free text has as many values as records."""

Classes = Callable[[str], tuple[str, ...]]
"""The labels that a value stands for."""


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """`items`: items with two ratings or more of which any chose the label; `chosen`: how often it was chosen there."""

    label: str
    items: int
    chosen: int
    value: float
    low: float
    high: float


def itself(value: str) -> tuple[str, ...]:
    """The value as its only label."""
    return (value,)


def per_label(found: Ratings, classes: Classes = itself, how: Resampling = Resampling()) -> tuple[LabelAgreement, ...]:
    """Positive specific agreement of each label chosen on an item in common, by label; the `MOST` chosen of many."""
    patterns = found.patterns
    names, counts = _by_label(found, classes)
    if not names or not len(patterns.items):
        return ()
    agreeing, possible = counts * (counts - 1), counts * (patterns.raters - 1)[:, None]

    def shares(weights: Weights) -> NDArray[np.floating]:
        with np.errstate(invalid="ignore"):
            return (weights @ agreeing) / (weights @ possible)

    drawn = resampled(shares, patterns.items, how)
    values = shares(patterns.items[None, :].astype(float))[0]
    return tuple(
        _one(name, counts[:, at], patterns, float(values[at]), drawn[:, at], how)
        for at, name in enumerate(names)
        if np.isfinite(values[at])
    )


def _one(
    label: str, counts: NDArray, patterns: Patterns, value: float, drawn: NDArray[np.floating], how: Resampling
) -> LabelAgreement:
    chosen = counts > 0
    items = int(patterns.items[chosen].sum())
    split = int(patterns.items[chosen & (counts < patterns.raters)].sum())
    low, high = ends(drawn, how.level)
    if split < FEW:
        both = agreed_at_least(split, items, how.level)
        low = min(low, 2 * both / (1 + both))  # of two raters: a of a + b items agreed make 2a of 2a + b choices
    if items - split < FEW:
        both = 1 - agreed_at_least(items - split, items, how.level)
        high = max(high, 2 * both / (1 + both))
    return LabelAgreement(label, items, int(patterns.items @ counts), value, min(low, value), max(high, value))


def _by_label(found: Ratings, classes: Classes) -> tuple[list[str], NDArray[np.floating]]:
    """The labels by name, and how many raters chose each, shape (patterns, labels)."""
    from scipy.sparse import csr_array

    stands_for = [sorted(set(classes(value))) for value in found.values]
    names = sorted({label for labels in stands_for for label in labels})
    place = {name: at for at, name in enumerate(names)}
    pairs = [(at, place[label]) for at, labels in enumerate(stands_for) for label in labels]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    shape = (len(found.values), len(names))
    incidence = csr_array((np.ones(len(pairs)), (rows, columns)), shape=shape)
    counts = found.patterns.counts @ incidence
    chosen = np.asarray(found.patterns.items @ counts).ravel()
    kept = np.sort(np.argsort(-chosen, kind="stable")[:MOST])
    return [names[at] for at in kept], counts[:, kept].toarray()
