"""What a model's own confidence is worth: the metric's bins, with an interval for each."""

from collections.abc import Sequence
from typing import Any

from pipelines.core.intervals import wilson
from training.metrics._reliability import Bin, brier, expected_error
from training.metrics._reliability import reliability as curve_of


def reliability(confidence: Sequence[float | None], right: Sequence[float]) -> dict[str, Any] | None:
    """Expected calibration error, Brier score and the reliability curve; None where no confidence was measured.

    Args:
        confidence: Probability the model gave each of its answers.
        right: 1.0 where the answer is right, else 0.0.
    """
    pairs = [(stated, true) for stated, true in zip(confidence, right, strict=True) if stated is not None]
    if not pairs:
        return None
    stated, true = zip(*pairs, strict=True)
    curve = curve_of(stated, true)
    return {
        "n": len(pairs),
        "ece": expected_error(curve),
        "brier": brier(stated, true),
        "bins": [_with_interval(one) for one in curve],
    }


def _with_interval(one: Bin) -> dict[str, Any]:
    low, high = wilson(round(one.accuracy * one.n), one.n)
    return {"n": one.n, "confidence": one.confidence, "right": one.accuracy, "low": low, "high": high}
