"""An exact interval for a share of a finite group of which a good part was looked at."""

from bisect import bisect_left

import numpy as np
from scipy.special import gammaln

from pipelines.core.intervals import Interval, clopper_pearson

NOTICEABLE = 0.05
"""Share of the group from which on drawing without replacement makes the interval noticeably narrower."""


def finite_interval(wrong: int, reviewed: int, records: int, level: float = 0.95) -> Interval:
    """The exact interval for the share of wrong ones among `records`, from a draw of `reviewed` of them.

    Clopper and Pearson's interval where the draw is a small part of the group; else the hypergeometric one, which
    knows that what was seen is settled: at a full review both ends are the true share.
    """
    if not 0 <= wrong <= reviewed <= records:
        raise ValueError(f"{wrong} wrong of {reviewed} reviewed of {records} records do not make a share")
    if not reviewed:
        return Interval(0.0, 1.0)
    if reviewed <= NOTICEABLE * records:
        return clopper_pearson(wrong, reviewed, level)
    most = records - _least(reviewed - wrong, reviewed, records, level)
    return Interval(_least(wrong, reviewed, records, level) / records, most / records)


def _least(seen: int, reviewed: int, records: int, level: float) -> int:
    """The smallest number among `records` that still gives `seen` or more among `reviewed` often enough."""
    candidates = range(seen, records - (reviewed - seen) + 1)
    if seen == 0:
        return 0
    side = (1 - level) / 2
    return seen + bisect_left(candidates, True, key=lambda total: _at_least(seen, reviewed, records, total) > side)


def _at_least(seen: int, reviewed: int, records: int, total: int) -> float:
    """Probability of `seen` or more of `total` marked ones in a draw of `reviewed` from `records`."""
    x = np.arange(seen, min(reviewed, total) + 1)
    x = x[reviewed - x <= records - total]
    logs = _log_choose(total, x) + _log_choose(records - total, reviewed - x) - _log_choose(records, reviewed)
    return float(np.exp(logs).sum())


def _log_choose(n: int, k: np.ndarray | int) -> np.ndarray:
    return gammaln(n + 1.0) - gammaln(np.asarray(k) + 1.0) - gammaln(n - np.asarray(k) + 1.0)
