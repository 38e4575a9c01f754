"""Reward by the right answer: for tasks that can be checked, such as sums and labels."""

import re
from collections.abc import Sequence

from training.rewards import Attempt, Reward


def exact(*, after: str = "") -> Reward:
    """One where the answer is the expected one but for case, white space and the writing of a number, else nothing.

    Args:
        after: Compare only what stands behind the last occurrence of this mark, such as #### before a final number; an
            answer without it earns nothing.
    """

    def grade(attempts: Sequence[Attempt]) -> list[float]:
        return [float(_right(attempt.asked.expected or "", attempt.answered, after)) for attempt in attempts]

    return Reward(grade, needs_expected=True)


def _right(expected: str, answered: str, after: str) -> bool:
    if after and after not in answered:
        return False
    wanted, given = (_normal(text.rpartition(after)[2] if after else text) for text in (expected, answered))
    return bool(wanted) and wanted == given


def _normal(text: str) -> str:
    """Single spaces, no case, no full stop at the end; a number without separators, currency and empty decimals."""
    folded = " ".join(text.casefold().split()).rstrip(".")
    number = re.fullmatch(r"([-+]?)[$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*%?", folded)
    if not number:
        return folded
    sign, whole, decimals = number[1].replace("+", ""), number[2].replace(",", ""), (number[3] or "").rstrip("0")
    return f"{sign}{whole.lstrip('0') or '0'}{'' if decimals == '.' else decimals}"
