"""Answer sheets for metrics: texts wanted and texts given, as answered questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.metrics import Answered


def sheet(
    expected: Sequence[str],
    answered: Sequence[str],
    confidences: Sequence[float] | None = None,
    metas: Sequence[Mapping[str, Any]] | None = None,
) -> list[Answered]:
    """One answered question for each pair of texts."""
    pairs = enumerate(zip(expected, answered, strict=True))
    return [
        Answered(
            f"r{i}", "?", wanted, said, confidences[i] if confidences else None, (metas[i] if metas else None) or {}
        )
        for i, (wanted, said) in pairs
    ]
