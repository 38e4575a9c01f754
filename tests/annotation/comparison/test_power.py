"""The power of the sign test, against tables and against simulation."""

import numpy as np
import pytest

from annotation.comparison.power import decided_needed, registered_power
from pipelines.core.intervals import mcnemar_exact


@pytest.mark.parametrize(("rate", "least", "most"), [(0.6, 190, 210), (0.75, 28, 37), (0.9, 9, 13)])
def test_it_is_what_the_normal_approximation_says_roughly(rate: float, least: int, most: int) -> None:
    assert least <= decided_needed(rate) <= most


def test_simulated_contests_of_that_size_see_the_difference_as_often_as_promised() -> None:
    n, wins = decided_needed(0.7), np.random.default_rng(0)
    seen = [mcnemar_exact(n - won, won) < 0.05 for won in wins.binomial(n, 0.7, 4000)]
    assert 0.8 <= np.mean(seen) < 0.86


def test_a_smaller_difference_takes_more_records() -> None:
    needed = list(registered_power().values())
    assert needed == sorted(needed, reverse=True)
    assert decided_needed(0.7, power=0.9) > decided_needed(0.7)


def test_no_number_shows_a_difference_that_is_none() -> None:
    with pytest.raises(ValueError, match="above 0.5"):
        decided_needed(0.5)
