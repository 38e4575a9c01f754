"""Win rate at equal length: what is left of a win rate once length no longer helps."""

from collections.abc import Sequence

import numpy as np

_FEWEST = 10
"""Pairs below which two coefficients would be guesses."""


def length_controlled_win_rate(points: Sequence[int], longer: Sequence[int]) -> float | None:
    """How often `a` would win if both answers were equally long.

    A logistic regression of the win on the difference in length, tanh of it over its standard deviation, read off where
    the difference is 0 (Dubois et al. 2024, Length-Controlled AlpacaEval, section 3; without its term for the
    difficulty of an instruction, which needs other models' results).

    Args:
        points: 1 where `a` won, 0 for a tie (half a win each), -1 where `b` won.
        longer: Characters by which `a` is longer, in the same order.

    Returns:
        None where there are too few pairs.
    """
    won, gap = np.asarray(points, float), np.asarray(longer, float)
    if won.shape != gap.shape:
        raise ValueError(f"points and lengths must be one per pair, not {won.shape} and {gap.shape}")
    if len(won) < _FEWEST:
        return None
    share = (won + 1) / 2
    spread = gap.std()
    if spread == 0 or share.min() == share.max():
        return float(share.mean())
    return _at_equal_length(np.tanh(gap / spread), share)


def _at_equal_length(bias: np.ndarray, share: np.ndarray) -> float:
    """Each pair counts as a win with its share and as a loss with the rest."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([bias, bias])[:, None]
    outcome = np.repeat([1, 0], len(bias))
    weights = np.concatenate([share, 1 - share])
    seen = weights > 0
    model = LogisticRegression(C=10.0, max_iter=1000).fit(rows[seen], outcome[seen], weights[seen])
    return float(model.predict_proba(np.zeros((1, 1)))[0, 1])
