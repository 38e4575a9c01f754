"""Intervals against figures from the literature, enumeration and independent implementations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from sklearn.metrics import f1_score

from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import (
    bootstrap,
    clopper_pearson,
    mcnemar_exact,
    paired_bootstrap,
    paired_bootstrap_macro_f1,
    proof_size,
    upper_bound,
    wilson,
)

COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.95, 0.99])


@given(COUNTS, LEVELS)
def test_intervals_agree_with_scipy(count, level):
    test = binomtest(*count)
    exact, score = test.proportion_ci(level, "exact"), test.proportion_ci(level, "wilson")
    assert clopper_pearson(*count, level) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert wilson(*count, level) == pytest.approx((score.low, score.high), abs=1e-9)


def test_no_success_in_59_proves_five_percent():
    assert upper_bound(0, 59) < 0.05 < upper_bound(0, 58)
    assert [proof_size(share) for share in (0.02, 0.05, 0.1)] == [149, 59, 29]


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.93])
def test_the_exact_bound_is_too_low_no_more_often_than_it_says(share):
    missed = sum(binom.pmf(k, 40, share) for k in range(41) if upper_bound(k, 40, 0.9) < share)
    assert missed <= 0.1


def test_an_empty_sample_says_nothing():
    assert wilson(0, 0) == clopper_pearson(0, 0) == (0, 1)


def test_more_successes_than_trials_are_a_mistake():
    with pytest.raises(ValueError, match="6 successes of 5"):
        wilson(6, 5)


@pytest.mark.parametrize(("only_a", "only_b", "p"), [(0, 0, 1.0), (5, 5, 1.0), (5, 0, 2 / 32), (0, 10, 2 / 1024)])
def test_mcnemar_counts_coins(only_a, only_b, p):
    assert mcnemar_exact(only_a, only_b) == pytest.approx(p)


def test_paired_difference_is_a_minus_b():
    assert paired_bootstrap([1, 1, 1, 1], [0, 0, 0, 0]) == (1.0, 1.0, 1.0)


def test_paired_bootstrap_enumerated():
    """Two items with gaps 0 and 1: the mean gap of a resample is 0, ½, ½ or 1, each with probability ¼."""
    assert paired_bootstrap([0, 1], [0, 0], level=0.4) == (0.5, 0.5, 0.5)
    assert paired_bootstrap([0, 1], [0, 0], level=0.6) == (0.5, 0.0, 1.0)


def test_paired_bootstrap_approaches_the_normal_interval():
    rng = np.random.default_rng(3)
    a, b = rng.random(2_000), rng.random(2_000)
    reach = 1.96 * np.std(a - b) / 2_000**0.5
    found = paired_bootstrap(a, b, repeats=4_000)
    assert (found.low, found.high) == pytest.approx(np.mean(a - b) + [-reach, reach], abs=0.1 * reach)


def test_memory_stays_bounded_and_blocks_do_not_matter():
    widths = []

    def share_of_first(rows):
        widths.append(rows.size)
        return (rows == 0).mean(axis=1)

    found = bootstrap(share_of_first, 100_000, repeats=100)
    assert len(widths) == 4 and max(widths) <= 4_000_000
    assert found.difference == 1e-5


def test_equal_seeds_give_equal_intervals():
    a, b = np.random.default_rng(1).random((2, 50))
    assert paired_bootstrap(a, b, seed=4) == paired_bootstrap(a, b, seed=4) != paired_bootstrap(a, b, seed=5)


def test_nothing_to_compare_is_said_plainly():
    with pytest.raises(VerilodeError, match="nothing to compare"):
        paired_bootstrap([], [])
    with pytest.raises(VerilodeError, match="nothing to compare"):
        paired_bootstrap_macro_f1([], [], [])


def test_macro_f1_by_hand():
    """A: class x has precision 1, recall ½ (F1 ⅔), class y precision ⅔, recall 1 (F1 ⅘). B answers x always."""
    found = paired_bootstrap_macro_f1(["x", "x", "y", "y"], ["x", "y", "y", "y"], ["x"] * 4, repeats=50)
    assert found.difference == pytest.approx((2 / 3 + 4 / 5) / 2 - (2 / 3 + 0) / 2)


@given(st.lists(st.tuples(*[st.sampled_from("xyz")] * 3), min_size=1, max_size=30))
def test_macro_f1_agrees_with_sklearn_over_the_true_classes(items):
    truth, a, b = zip(*items, strict=True)
    options = {"labels": sorted(set(truth)), "average": "macro", "zero_division": 0}
    expected = f1_score(truth, a, **options) - f1_score(truth, b, **options)
    assert paired_bootstrap_macro_f1(truth, a, b, repeats=1).difference == pytest.approx(expected)


def test_macro_f1_bootstrap_agrees_with_resampling_the_items():
    rng = np.random.default_rng(8)
    truth, a, b = (rng.choice(list("xyz"), 60) for _ in range(3))
    a = np.where(rng.random(60) < 0.7, truth, a)

    def slow(rows):
        return np.array([_f1(truth[row], a[row]) - _f1(truth[row], b[row]) for row in rows])

    quick, careful = paired_bootstrap_macro_f1(truth, a, b), bootstrap(slow, 60, repeats=1_500)
    assert quick == pytest.approx(careful, abs=0.03)


def _f1(truth, answered):
    scores = []
    for label in set(truth):
        hit = np.sum((truth == label) & (answered == label))
        scores.append(2 * hit / (np.sum(truth == label) + np.sum(answered == label)))
    return np.mean(scores)
