"""From a preference difference to one word, in the words of the gate."""

import math
from dataclasses import dataclass

from pipelines.core.intervals import Difference, proof_size

MARGIN = 0.1
"""A lead below a tenth of all records is no reason to choose one model over the other."""

_ALPHA = 0.05
_FEWEST = 6
"""One-sided decisions from which the sign test can prove a difference: 2 · 0.5⁶ < 0.05."""
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Verdict:
    """B against A: better, same, worse or not enough data, why, and how many more records would settle it."""

    verdict: str
    sentence: str
    more_records: int | None = None


def judge(preference: Difference | None, records: int, p_value: float, open_: int, margin: float = MARGIN) -> Verdict:
    """Judge B against A.

    Args:
        preference: Wins of B less wins of A, as a share of the records, with its interval.
        records: How many records it is over.
        p_value: Of the sign test over decided records.
        open_: Records that still lack votes; while there are any, nothing is judged.
        margin: A difference that would not matter.
    """
    if preference is None:
        return Verdict("not enough data", "Nobody has voted yet.")
    seen, low, high = preference
    more = "more" if seen >= 0 else "fewer"
    told = (
        f"On {records:,} records B wins {100 * abs(seen):.1f} points {more} than A "
        f"(95 % interval {100 * low:+.1f} to {100 * high:+.1f})."
    )
    if open_:
        return Verdict("not enough data", f"{told} {open_:,} records still lack votes; the verdict waits for them.")
    if p_value < _ALPHA and (low > 0 or high < 0):
        return Verdict("better" if low > 0 else "worse", told)
    if -margin < low and high < margin and records >= proof_size(margin):
        return Verdict("same", f"{told} A difference of {margin:.0%} is ruled out.")
    further = _more(preference, records, margin)
    return Verdict("not enough data", f"{told} About {further:,} more records would settle it.", further)


def _more(seen: Difference, records: int, margin: float) -> int:
    """Further records after which the difference would be proven, or proven to be within the margin."""
    reach, size = (seen.high - seen.low) / 2, abs(seen.difference)
    needed = [math.inf, math.inf]
    if size > _NOTHING:
        needed[0] = max(_FEWEST / size, records * (reach / size) ** 2)
    if margin - size > _NOTHING:
        needed[1] = max(proof_size(margin), records * (reach / (margin - size)) ** 2)
    return max(1, math.ceil(min(needed) - _NOTHING) - records)
