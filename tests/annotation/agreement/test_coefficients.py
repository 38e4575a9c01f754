"""α, AC1 and κ: figures of the packages krippendorff 0.9.0 and irrCAC 0.4.4, the paradox, and what is undefined."""

import pytest

from annotation.agreement.ac1 import ac1
from annotation.agreement.alpha import alpha
from annotation.agreement.kappa import kappa
from annotation.agreement.ratings import ratings
from annotation.agreement.raw import raw
from annotation.agreement.resample import Resampling
from tests.annotation.agreement.tables import FOUR_RATERS, KRIPPENDORFF, rows, two_raters


@pytest.mark.parametrize(
    ("table", "of_raw", "of_alpha", "of_ac1"),
    [
        (rows(KRIPPENDORFF), 0.81818, 0.743421052631579, 0.77544),
        (rows(FOUR_RATERS), 0.74306, 0.5826612903225806, 0.68297),
        (two_raters(1, 2, 2, 95), 0.96, 0.3161512027491409, 0.95753),
        (two_raters(20, 30, 30, 920), 0.94, 0.36874, 0.9337),
    ],
    ids=["krippendorff", "four raters", "rare", "less rare"],
)
def test_the_packages_say_the_same(table, of_raw, of_alpha, of_ac1):
    found = ratings(table)
    assert raw(found.patterns).value == pytest.approx(of_raw, abs=1e-5)
    assert alpha(found.patterns).value == pytest.approx(of_alpha, abs=1e-5)
    assert ac1(found).value == pytest.approx(of_ac1, abs=1e-5)


@pytest.mark.parametrize(("table", "value"), [((1, 2, 2, 95), 0.31271), ((20, 30, 30, 920), 0.36842)])
def test_so_does_kappa(table, value):
    assert kappa(ratings(two_raters(*table))).value == pytest.approx(value, abs=1e-5)


def test_the_paradox_of_kappa():
    """Of 100 records 3 % have the label; two people differ on four. κ calls that poor, AC1 does not."""
    found = ratings(two_raters(1, 2, 2, 95))
    assert round(raw(found.patterns).value, 2) == 0.96
    assert round(kappa(found).value, 3) == 0.313
    assert round(ac1(found).value, 3) == 0.958


def test_intervals_are_close_to_those_of_the_formulas():
    """irrCAC's analytic 95 % intervals for a thousand items."""
    found = ratings(two_raters(20, 30, 30, 920))
    for ours, low, high in (
        (ac1(found), 0.91644, 0.95096),
        (alpha(found.patterns), 0.243, 0.49447),
        (kappa(found), 0.24269, 0.49415),
    ):
        assert (ours.low, ours.high) == (pytest.approx(low, abs=0.015), pytest.approx(high, abs=0.015))


def test_full_agreement_on_few_items_is_no_certainty():
    found = ratings(two_raters(10, 0, 0, 10))
    assert ac1(found).value == 1
    assert raw(found.patterns).low == pytest.approx(0.8316, abs=1e-4)  # 20 of 20, Clopper and Pearson
    assert ac1(found).low == pytest.approx((0.8316 - 0.5) / 0.5, abs=1e-3)
    assert alpha(found.patterns).low < 0.7 and kappa(found).low < 0.7


def test_more_values_to_choose_from_leave_less_to_chance():
    found = ratings(two_raters(20, 5, 5, 20))
    assert ac1(found, values=10).value > ac1(found).value


def test_items_with_a_single_rating_say_how_common_values_are_in_ac1_alone():
    more = two_raters(20, 5, 5, 20) + [(f"lone{n}", "a", "yes") for n in range(100)]
    assert ac1(ratings(more)).value > ac1(ratings(two_raters(20, 5, 5, 20))).value
    assert alpha(ratings(more).patterns).value == alpha(ratings(two_raters(20, 5, 5, 20)).patterns).value


def test_one_value_throughout_leaves_alpha_and_kappa_undefined_and_ac1_at_one():
    found = ratings(two_raters(40, 0, 0, 0))
    assert alpha(found.patterns) is None and kappa(found) is None
    assert ac1(found).value == 1


def test_nothing_in_common_gives_nothing():
    found = ratings([("i1", "ana", "x"), ("i2", "ben", "x")])
    assert raw(found.patterns) is alpha(found.patterns) is ac1(found) is kappa(found) is None


def test_kappa_is_for_two_raters():
    assert kappa(ratings(rows(KRIPPENDORFF))) is None


def test_equal_seeds_give_equal_intervals():
    found = ratings(rows(FOUR_RATERS))
    assert ac1(found, how=Resampling(seed=3)) == ac1(found, how=Resampling(seed=3))
    assert ac1(found, how=Resampling(seed=3)) != ac1(found, how=Resampling(seed=4))


def test_a_lower_level_gives_a_narrower_interval():
    found = ratings(two_raters(20, 30, 30, 920))
    narrow, wide = ac1(found, how=Resampling(level=0.8)), ac1(found)
    assert wide.low < narrow.low < narrow.high < wide.high
