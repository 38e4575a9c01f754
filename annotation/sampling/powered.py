"""The same estimate helped by predictions: prediction-powered inference.

Angelopoulos, Duchi and Zrnic 2023, "PPI++: Efficient Prediction-Powered Inference" (arXiv 2311.01453). Every record
has a predicted chance f of being wrong (one minus the confidence, say), the reviewed ones the truth Y as well. Then
λ·mean(f over all) + mean(Y − λ·f over the reviewed) is right on average for any λ, however bad the predictions are;
λ is tuned to the least variance. All records are at hand here, so the mean of f is known and the tuning is that of the
regression estimator (Cochran 1977, ch. 7): λ = Σ a_s Cov_s(Y, f) / Σ a_s Var_s(f), a_s = W_s²(1 − n_s/N_s)/n_s, one λ
for all strata and not below 0. As in `estimate`, the variance is raised by what p̃(1 − p̃) exceeds p(1 − p).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.sampling.estimate import Estimate, around, count_members, estimate, gain

FEWEST = 30
"""Reviews below which λ would be guessed rather than estimated, so that predictions are left out."""

_NO_SPREAD = 1e-15
"""Variance of predictions that is rounding alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Per stratum: weights W, reviews n, wrong ones k, a, and the means and second moments of f and Y."""

    weight: NDArray[np.floating]
    reviewed: NDArray[np.floating]
    wrong: NDArray[np.floating]
    a: NDArray[np.floating]
    mean_all: NDArray[np.floating]
    mean_seen: NDArray[np.floating]
    var: NDArray[np.floating]
    cov: NDArray[np.floating]


def powered_estimate(
    predicted: ArrayLike, reviewed: ArrayLike, wrong: ArrayLike, strata: ArrayLike | None = None, level: float = 0.95
) -> Estimate:
    """The share of wrong labels among all records, from reviews and a prediction for every record.

    All columns have one entry for each record. Where a stratum has no review, or there are too few reviews to tune,
    the answer is that of `estimate`.

    Args:
        predicted: Predicted chance that the label is wrong, fixed before the reviews; unknown counts as average.
        reviewed: Whether the record was drawn and reviewed.
        wrong: Whether its label was found wrong; looked at where reviewed.
        strata: The stratum of each record; None for a plain random draw.
        level: Confidence of the interval.

    Raises:
        VerilodeError: when there are no records.
    """
    f, seen = np.asarray(predicted, float), np.asarray(reviewed, bool)
    y = seen & np.asarray(wrong, bool)
    names, member = (["all records"], np.zeros(len(seen), int)) if strata is None else _members(strata)
    if not f.shape == seen.shape == y.shape == member.shape:
        raise ValueError(f"the columns differ in length: {f.shape}, {seen.shape}, {y.shape}, {member.shape}")
    counts = count_members(names, member, seen, y)
    plain = estimate(counts, level)
    known = ~np.isnan(f)
    if plain.unseen or plain.reviewed < FEWEST or not known.any():
        return plain
    found = _moments(np.where(known, f, f[known].mean()), seen, y, member)
    tuning = _tuning(found)
    rate, smooth, variance = _combined(found, tuning)
    low, high = around(rate, smooth, variance, level)
    return replace(plain, rate=rate, low=low, high=high, worth=gain(smooth, variance, counts), tuning=tuning)


def _members(strata: ArrayLike) -> tuple[list[str], NDArray[np.integer]]:
    names, member = np.unique(np.asarray(strata, str), return_inverse=True)
    return names.tolist(), member


def _moments(
    f: NDArray[np.floating], seen: NDArray[np.bool_], y: NDArray[np.bool_], member: NDArray[np.integer]
) -> _Moments:
    def total(values: NDArray, among: NDArray[np.bool_] | slice = slice(None)) -> NDArray[np.floating]:
        return np.bincount(member[among], np.asarray(values, float)[among], size)

    size = int(member.max()) + 1
    records, reviewed, wrong = total(np.ones(len(f))), total(seen), total(y)
    mean_seen, mean_y = total(f, seen) / reviewed, wrong / reviewed
    free = np.maximum(reviewed - 1, 1)  # a single review shows no spread: its moments are 0
    off = f - mean_seen[member]
    weight = records / records.sum()
    return _Moments(
        weight=weight,
        reviewed=reviewed,
        wrong=wrong,
        a=weight**2 * (1 - reviewed / records) / reviewed,
        mean_all=total(f) / records,
        mean_seen=mean_seen,
        var=total(off**2, seen) / free,
        cov=total(off * (y - mean_y[member]), seen) / free,
    )


def _tuning(found: _Moments) -> float:
    spread = float(found.a @ found.var)
    known = spread > _NO_SPREAD * float(found.a.sum())
    return max(0.0, float(found.a @ found.cov) / spread) if known else 0.0


def _combined(found: _Moments, tuning: float) -> tuple[float, float, float]:
    """The estimate (kept within 0 and 1), a smoothed one, and the variance."""
    rates = found.wrong / found.reviewed
    smooth = (found.wrong + 0.5) / (found.reviewed + 1)
    shift = tuning * float(found.weight @ (found.mean_all - found.mean_seen))
    bessel = found.reviewed / np.maximum(found.reviewed - 1, 1)
    residual = rates * (1 - rates) * bessel - 2 * tuning * found.cov + tuning**2 * found.var
    caution = np.maximum(smooth * (1 - smooth) - rates * (1 - rates), 0)
    rate = min(1.0, max(0.0, float(found.weight @ rates) + shift))
    variance = float(found.a @ (np.maximum(residual, 0) + caution))
    return rate, float(found.weight @ smooth), variance
