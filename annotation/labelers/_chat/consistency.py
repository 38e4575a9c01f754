"""Several answers to one question: the most frequent one, and its share as the confidence.

Wang et al. 2023, Self-Consistency Improves Chain of Thought Reasoning, section 2.
"""

from collections.abc import Callable, Sequence


def most_frequent(values: Sequence[str | None], agree: Callable[[str, str], bool]) -> tuple[int, float] | None:
    """Place of the value that most others agree with (the first of equals), and its share of all that were asked.

    A missing value (an answer that did not count) agrees with nothing; None where all are missing.
    """
    votes = [
        0 if one is None else sum(other is not None and (other == one or agree(one, other)) for other in values)
        for one in values
    ]
    best = max(votes, default=0)
    return (votes.index(best), best / len(values)) if best else None
