"""Answer sheets for metrics: texts wanted and texts given, as answered questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.evaluation.sheet import Sheet
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


def sheet_of(expected: Sequence[str], answers: Mapping[str, Sequence[str]]) -> Sheet:
    """A sheet of plain texts.

    Args:
        expected: The answers wanted.
        answers: Those of each model, in the same order.
    """
    return Sheet(
        {
            model: [
                Answered(str(place), "", wanted, said)
                for place, (wanted, said) in enumerate(zip(expected, texts, strict=True))
            ]
            for model, texts in answers.items()
        }
    )
