"""The interval of a finite group: against enumeration, and at both ends."""

import pytest
from scipy.stats import hypergeom

from annotation.sampling.finite import finite_interval
from pipelines.core.intervals import clopper_pearson


@pytest.mark.parametrize(("records", "reviewed"), [(20, 8), (25, 24), (40, 5)])
def test_it_holds_the_truth_often_enough_for_every_truth(records, reviewed):
    intervals = [finite_interval(k, reviewed, records) for k in range(reviewed + 1)]
    for wrong in range(records + 1):
        held = [low <= wrong / records <= high for low, high in intervals]
        assert hypergeom.pmf(range(reviewed + 1), records, wrong, reviewed) @ held >= 0.95


def test_a_full_review_settles_it():
    assert finite_interval(3, 60, 60) == (0.05, 0.05)
    assert finite_interval(0, 60, 60) == (0.0, 0.0)


def test_a_small_part_has_the_binomial_interval():
    assert finite_interval(2, 50, 1_000) == clopper_pearson(2, 50)


def test_a_large_part_has_a_narrower_one():
    low, high = finite_interval(5, 50, 100)
    outer = clopper_pearson(5, 50)
    assert outer.low < low < 0.1 < high < outer.high


def test_nothing_reviewed_says_nothing():
    assert finite_interval(0, 0, 10) == (0.0, 1.0)


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not make a share"):
        finite_interval(3, 2, 10)
