"""What a model's own confidence is worth: stated against right, in bins."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.core.intervals import wilson

_BINS = 10


def reliability(confidence: Sequence[float | None], right: Sequence[float]) -> dict[str, Any] | None:
    """Expected calibration error, Brier score and the reliability curve; None where no confidence was measured.

    Bins hold about equally many answers, and equal confidences are never apart (Guo et al. 2017 use equal widths, where
    one bin of a confident model holds nearly everything).

    Args:
        confidence: Probability the model gave each of its answers.
        right: 1.0 where the answer is right, else 0.0.
    """
    pairs = [(stated, true) for stated, true in zip(confidence, right, strict=True) if stated is not None]
    if not pairs:
        return None
    stated, true = np.array(sorted(pairs)).T
    bins = [_bin(stated[part], true[part]) for part in _parts(stated)]
    error = sum(one["n"] * abs(one["confidence"] - one["right"]) for one in bins) / len(pairs)
    brier = float(((stated - true) ** 2).mean())
    return {"n": len(pairs), "ece": error, "brier": brier, "bins": bins}


def _parts(stated: np.ndarray) -> list[slice]:
    """Stretches of about a tenth, cut only between different values."""
    wanted = max(1, len(stated) // _BINS)
    cuts = [0]
    for place in range(1, len(stated)):
        if place - cuts[-1] >= wanted and stated[place] != stated[place - 1] and len(stated) - place >= wanted // 2:
            cuts.append(place)
    return [slice(a, b) for a, b in zip(cuts, [*cuts[1:], len(stated)], strict=True)]


def _bin(stated: np.ndarray, true: np.ndarray) -> dict[str, Any]:
    low, high = wilson(int(true.sum()), len(true))
    return {
        "n": len(true),
        "confidence": float(stated.mean()),
        "right": float(true.mean()),
        "low": low,
        "high": high,
    }
