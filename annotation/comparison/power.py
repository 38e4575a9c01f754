"""How many decided comparisons it takes: the power of the sign test, computed exactly."""

import numpy as np
from scipy.special import bdtr
from scipy.stats import binom

WIN_RATES = (0.55, 0.6, 0.65, 0.7, 0.8, 0.9)
_MOST = 5000


def decided_needed(win_rate: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """The decided records with which a two-sided sign test sees this true win rate with this probability.

    From that number on it stays so: the power of an exact test goes up and down by one record.

    Args:
        win_rate: Share of the decided records that the better model wins, above 0.5.
        power: Probability that the test sees it.
        alpha: Risk of seeing a difference where there is none.
    """
    if not 0.5 < win_rate <= 1:
        raise ValueError(f"a win rate lies above 0.5 and is at most 1, not {win_rate}")
    n = np.arange(1, _MOST + 1)
    most = binom.ppf(alpha / 2, n, 0.5)  # so few wins of one side would prove the other better
    most = np.where(bdtr(np.maximum(most, 0), n, 0.5) <= alpha / 2, most, most - 1)
    seen = np.where(most < 0, 0.0, bdtr(np.maximum(most, 0), n, 1 - win_rate) + bdtr(np.maximum(most, 0), n, win_rate))
    short = np.flatnonzero(seen < power)
    return int(n[short[-1]]) + 1 if short.size else 1


def registered_power() -> dict[str, int]:
    """What is written down before the first vote: decided records by the win rate they would settle."""
    return {f"{rate:g}": decided_needed(rate) for rate in WIN_RATES}
