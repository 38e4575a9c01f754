"""From a raw number to the share that is right, learnt from suggestions that people have checked."""

from collections.abc import Callable

import numpy as np

_PULL = 0.1
"""Of the first slope towards 1 and of everything else towards 0, worth a fraction of one observation."""

_SURE = 1e-6


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Logarithm of the odds, kept finite."""
    kept = np.clip(probability, _SURE, 1 - _SURE)
    return np.log(kept) - np.log1p(-kept)


def fit_share_right(features: np.ndarray, right: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Logistic regression of being right, with smoothed targets so that nothing becomes certain (Platt 1999, 2.2).

    The first feature is expected to be a probability's log odds: with little to go by, it is believed.

    Args:
        features: (n, d) numbers.
        right: (n,) whether each was right.

    Returns:
        A function of (m, d) features that returns (m,) probabilities.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    hits = int(right.sum())
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2))
    design = np.column_stack([features, np.ones(len(right))])
    rest = np.zeros(design.shape[1])
    rest[0] = 1.0

    def surprise(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value = design @ weights
        away = weights - rest
        loss = np.logaddexp(0, value) - target * value
        return float(loss.sum() + _PULL / 2 * away @ away), design.T @ (expit(value) - target) + _PULL * away

    weights = minimize(surprise, rest, jac=True, method="BFGS").x
    return lambda asked: expit(np.column_stack([asked, np.ones(len(asked))]) @ weights)
