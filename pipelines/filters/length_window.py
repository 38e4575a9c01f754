"""Drop the shortest and the longest records of a set, by share."""

from typing import Literal

from pipelines.core.rules import Percentile, Rules
from pipelines.filters import Filter


def length_window(
    *,
    of: Literal["response", "instruction"] = "response",
    low: float = 0.0,
    high: float = 0.995,
    fewest: int = 200,
    labels: list[str] | None = None,
) -> Filter:
    """Keep records whose length in words is not among the largest, or the smallest, of the set.

    Where a set is sound its longest records are, too: this is a cut at the tail, not a judgement. The short end is
    left alone unless asked for, since brief answers are as often right as long ones.

    Args:
        of: Measure the response, or the instruction.
        low: Share of the records that are too short, 0 to 1.
        high: Share of the records that are not too long, 0 to 1.
        fewest: Records with that side that the set must have; a smaller set is not judged.
        labels: Answers that are always right, such as `task.labels`; their length is not looked at.
    """
    says = f"words in the {of}"
    rule = Percentile("length_window", f"instruction.{of}_words", says, low=low, high=high, fewest=fewest)
    return Rules({"instruction": {"labels": labels or []}}, [rule])
