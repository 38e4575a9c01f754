"""The gate: from paired differences to one word, and to how many more records would settle an open question."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.core.intervals import mcnemar_exact, proof_size

WORDS = ("better", "same", "worse", "not enough data")
GENERAL_MARGIN = 0.02
"""How much general ability a tuned model may lose, as a share of exact answers."""
_ALPHA = 0.05
_FEWEST = 6
"""One-sided changes from which the exact test (McNemar 1947) can prove a difference: 2 · 0.5⁶ < 0.05."""
_NOTHING = 1e-6
"""Differences below this are rounding."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Tuned minus base on one set: the difference with its interval, as shares, over n paired items.

    `gained` items only the tuned model has right, `lost` ones only the base.
    """

    difference: float
    low: float
    high: float
    n: int
    gained: int
    lost: int

    @property
    def proven(self) -> bool:
        """Whether the exact test sees a difference: resampling a handful of equal items sees no spread at all."""
        return mcnemar_exact(self.gained, self.lost) < _ALPHA

    def within(self, margin: float) -> bool:
        """Whether the interval lies inside the margin, over enough items to have seen a change that large."""
        return -margin < self.low and self.high < margin and self.n >= proof_size(margin)

    def kept(self, margin: float) -> bool:
        """Whether a loss beyond the margin is ruled out, over enough items to have seen one."""
        return self.low > -margin and self.n >= proof_size(margin)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word, and the sentence that goes with it. `more_records`: how many further ones would settle it."""

    verdict: str
    sentence: str
    more_records: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For a report."""
        return asdict(self)


def judge(domain: Compared, general: Compared | None, margin: float = GENERAL_MARGIN) -> Verdict:
    """Compare a tuned model with its base.

    Better needs the whole interval of the domain difference above 0 and no proven loss of general ability beyond the
    margin; worse is either proven; same is an interval within the margin around 0. Where the items are too few for
    any of these the answer is that, and how many more would settle it.

    Args:
        domain: On the held-out test split.
        general: On the general set, if there is one.
        margin: How much general ability may be lost.
    """
    told = _domain(domain)
    if general is not None and general.proven and general.high < -margin:
        return Verdict("worse", f"{told} General ability fell by {_points(-general.difference)}.")
    if domain.proven and domain.high < 0:
        return Verdict("worse", told)
    if domain.proven and domain.low > 0:
        return Verdict("better", f"{told} {_general(general, margin)}")
    if domain.within(margin):
        return Verdict("same", f"{told} {_general(general, margin)}")
    more = records_to_settle(domain, margin)
    return Verdict("not enough data", f"{told} About {more:,} more test records would settle it.", more)


def records_to_settle(seen: Compared, margin: float = GENERAL_MARGIN) -> int:
    """Further items after which this difference would be proven, or proven to be within the margin.

    The width of an interval shrinks with the square root of the items.
    """
    reach, size = (seen.high - seen.low) / 2, abs(seen.difference)
    needed = [math.inf, math.inf]
    if size > _NOTHING:
        needed[0] = max(_FEWEST / size, seen.n * (reach / size) ** 2)
    if margin - size > _NOTHING:
        needed[1] = max(proof_size(margin), seen.n * (reach / (margin - size)) ** 2)
    return max(1, math.ceil(min(needed) - _NOTHING) - seen.n)


def _domain(seen: Compared) -> str:
    direction = "more" if seen.difference >= 0 else "fewer"
    return (
        f"On {seen.n:,} held-out records the tuned model answers {_points(abs(seen.difference))} {direction} right "
        f"(95 % interval {seen.low:+.1%} to {seen.high:+.1%})."
    )


def _general(seen: Compared | None, margin: float) -> str:
    if seen is None:
        return "General ability was not measured."
    if seen.kept(margin):
        return "General ability is kept."
    return (
        f"General ability changed by {seen.difference:+.1%} (95 % interval {seen.low:+.1%} to {seen.high:+.1%}); "
        f"{seen.n:,} questions are too few to rule out a loss above {_points(margin)}."
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f} points"
