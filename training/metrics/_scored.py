"""A score whose value is the mean of its items, and the figures that several metrics share."""

from collections.abc import Iterable, Mapping, Sequence

from training.metrics import Answered, Score


def scored(items: Iterable[float], parts: Mapping[str, float] | None = None) -> Score:
    """The mean of one figure per question; 0 where nothing was asked."""
    each = tuple(items)
    return Score(mean(each), each, parts or {})


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing. Sums of shares may exceed their number by a rounding error, which is cut off."""
    return min(1.0, sum(values) / len(values)) if values else 0.0


def f1(hits: float, answered: float, expected: float) -> float:
    """Harmonic mean of hits / answered and hits / expected; finding nothing where nothing is to be found is right."""
    return 2 * hits / (answered + expected) if answered + expected else 1.0


def share(hits: float, of: float) -> float:
    """Hits of so many; of none, all."""
    return hits / of if of else 1.0


def length_ratio(answers: Sequence[Answered]) -> float:
    """Characters answered for each character expected: a model that rambles is above 1, a terse one below."""
    expected = sum(len(one.expected) for one in answers)
    return sum(len(one.answered) for one in answers) / expected if expected else 1.0
