"""The places a threshold's slider stops at: near where the records are, rather than evenly over a long tail."""

import numpy as np

Number = int | float

_QUANTILES = np.concatenate((np.linspace(0, 0.1, 21), np.linspace(0.1, 0.9, 33), np.linspace(0.9, 1, 21)))
_TAILS = (0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25)
_WHOLE_AT_MOST = 100
"""Whole numbers that are all offered."""


def value_stops(values: np.ndarray, present: Number | None) -> tuple[Number | None, ...]:
    """Values to try, ascending: each moves the bound over about as many records as the next; 0 and `present` too.

    Args:
        values: Numbers of the records, none missing.
        present: The recipe's value; None stands last and means no bound.
    """
    whole = values.dtype.kind in "iub"
    found = _rounded(np.quantile(values, _QUANTILES), whole) if values.size else set()
    if whole and values.size and values.max() - values.min() <= _WHOLE_AT_MOST:
        found = set(range(int(values.min()), int(values.max()) + 1))
    if len(found) < 20 and not whole and values.size:
        found |= _rounded(np.linspace(values.min(), values.max(), 20), whole)
    return _with(found | {0}, present)


def share_stops(side: str, present: Number) -> tuple[Number | None, ...]:
    """Shares of the records to cut off at one end, as the rule counts them: from 0 for low, from 1 for high."""
    return _with({share if side == "low" else round(1 - share, 6) for share in _TAILS}, present)


def _rounded(values: np.ndarray, whole: bool) -> set[Number]:
    """Three digits are enough for a threshold."""
    if whole:
        return {int(round(float(f"{value:.3g}"))) for value in values.tolist()}
    return {float(f"{value:.3g}") for value in values.tolist()}


def _with(found: set[Number], present: Number | None) -> tuple[Number | None, ...]:
    stops = sorted(found if present is None else {number for number in found if number != present} | {present})
    return (*stops, None) if present is None else tuple(stops)
