"""Length bias of preference pairs: how well "the longer answer is the better one" explains who was chosen."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class LengthBias:
    """What length says about a set of pairs; shares and the correlation are NaN where nothing can be compared.

    Attributes:
        pairs: Pairs with both sides.
        chosen_longer: Share of the pairs of unequal length whose chosen answer is the longer one; 0.5 is unbiased.
        equal: Share of the pairs whose answers are equally long.
        correlation: Between the difference in length and being chosen, each pair seen from both sides: -1 to 1.
        mean_difference: Words by which the chosen answer is longer, on average.
    """

    pairs: int
    chosen_longer: float
    equal: float
    correlation: float
    mean_difference: float


def length_bias(chosen: np.ndarray, rejected: np.ndarray) -> LengthBias:
    """The length bias of n pairs from the lengths of their answers; pairs with a NaN on a side are left out.

    A model tuned on pairs learns their length bias first (Singhal et al. 2023, arXiv 2310.03716): above about 0.6 of
    the pairs, balance the set or use a loss that takes length out.
    """
    chosen, rejected = (np.asarray(side, float) for side in (chosen, rejected))
    difference = (chosen - rejected)[~np.isnan(chosen - rejected)]
    if not difference.size:
        return LengthBias(0, *[float("nan")] * 4)
    unequal = difference[difference != 0]
    # seen from both sides the means are 0, and what is left of Pearson's formula is mean over root mean square
    spread = float(np.sqrt(np.mean(difference**2)))
    return LengthBias(
        int(difference.size),
        float(np.mean(unequal > 0)) if unequal.size else float("nan"),
        1 - unequal.size / difference.size,
        float(np.mean(difference)) / spread if spread else float("nan"),
        float(np.mean(difference)),
    )
