"""The projection: what a pilot without doubt says, how wide it must be, and whether it is right as often as it says."""

import math

import numpy as np
import pytest
from scipy.stats import beta, nbinom

from annotation.certificate.curve import project
from annotation.certificate.ranked import allowed_hits, certify, default_audit_rate, max_wrong, minimum_audit_rate
from pipelines.core.errors import VerilodeError


def world(n, seed, *, wrong=0.14, steep=4.34, steps=None):
    """Scores and mistakes of a labeler that is wrong with a share `wrong`, mostly where its score is low."""
    depth, coin = np.random.default_rng(seed).random((2, n))
    score = 1 - depth if steps is None else np.round((1 - depth) * steps) / steps
    return score, coin < wrong * steep * depth ** (steep - 1)


def test_a_large_pilot_of_a_perfect_labeler_leaves_just_the_audit():
    point = project(
        np.linspace(0, 1, 3_000), [False] * 3_000, np.linspace(0, 1, 2_000), epsilons=[0.05], draws=50
    ).points[0]
    assert point.low <= point.touched <= point.high < 2_000 * default_audit_rate(2_000) + 100
    assert (point.oracle_touched, point.oracle_high) == (0, 0)


def test_a_labeler_that_is_always_wrong_leaves_nearly_all():
    point = project(np.linspace(0, 1, 500), [True] * 500, np.linspace(0, 1, 2_000), epsilons=[0.05]).points[0]
    assert point.low > 1_850
    assert 0.94 < point.oracle_touched / 2_000 < 0.96


def test_a_pilot_that_leaves_no_doubt_leaves_the_luck_of_the_audit():
    """All are wrong: accepted are those unaudited before hit c + 1, which is negative binomial."""
    options = {"epsilons": [0.2], "audit_rates": [0.05], "confidence": 0.8}
    point = project(np.linspace(0, 1, 4_000), [True] * 4_000, np.linspace(0, 1, 10_000), **options).points[0]
    law = nbinom(allowed_hits(10_000, 0.2, 0.05, 0.05) + 1, 0.05)
    expected = [10_000 - law.ppf(share) for share in (0.9, 0.5, 0.1)]
    assert [point.low, point.touched, point.high] == pytest.approx(expected, abs=60)


def test_a_small_pilot_without_an_error_does_not_promise_that_there_is_none():
    small, large = (
        project(np.linspace(0, 1, n), [False] * n, np.linspace(0, 1, 10_000), epsilons=[0.05]).points[0]
        for n in (20, 2_000)
    )
    assert small.low < 600 < 5_000 < small.high
    assert large.high < 600


def test_the_wrong_share_down_to_a_depth_has_the_exact_bounds():
    """All scores equal and 6 of 40 wrong: the oracle stops at ε of N only if the share exceeds ε, by either bound."""
    for epsilon in (0.05, 0.1, 0.15, 0.2, 0.3):
        options = {"epsilons": [epsilon], "draws": 4_000, "confidence": 0.8}
        point = project([0.5] * 40, [True] * 6 + [False] * 34, np.full(100_000, 0.5), **options).points[0]
        assert (point.oracle_high > 0) == (beta.ppf(0.9, 7, 34) > epsilon)
        assert (point.oracle_low > 0) == (beta.ppf(0.1, 6, 35) > epsilon)


@pytest.mark.parametrize(
    ("n", "audits", "pilot", "epsilon", "labeler"),
    [
        (10_000, 500, 300, 0.05, {}),
        (10_000, 500, 60, 0.05, {"wrong": 0.07, "steep": 10.35}),
        (2_000, 400, 300, 0.05, {"wrong": 0.25, "steep": 1.65, "steps": 12}),
        (10_000, 500, 300, 0.02, {"wrong": 0.07, "steep": 10.35}),
    ],
)
def test_one_audit_leaves_what_was_projected_as_often_as_was_said(n, audits, pilot, epsilon, labeler):
    rate, within, oracle_within, repeats = audits / n, 0, 0, 80
    for seed in range(repeats):
        score, wrong = world(n + pilot, seed, **labeler)
        columns = (score[:pilot], wrong[:pilot], score[pilot:])
        point = project(*columns, epsilons=[epsilon], audit_rates=[rate], draws=100).points[0]
        rng = np.random.default_rng(seed + 10_000)
        ranked = wrong[pilot:][np.lexsort((rng.random(n), -score[pilot:]))]
        drawn = rng.random(n) < rate
        left = certify(audited=drawn, answered=drawn, wrong=ranked, audit_rate=rate, epsilon=epsilon).touched
        errors = np.flatnonzero(ranked)
        oracle = n - errors[max_wrong(n, epsilon)] if len(errors) > max_wrong(n, epsilon) else 0
        within += point.low <= left <= point.high
        oracle_within += point.oracle_low <= oracle <= point.oracle_high
    least = 0.9 - 3 * math.sqrt(0.9 * 0.1 / repeats)
    assert min(within, oracle_within) / repeats >= least


def test_a_larger_pilot_narrows_the_interval_to_a_useful_one():
    score, wrong = world(22_000, 3)
    widths = []
    for pilot in (100, 400, 2_000):
        point = project(score[:pilot], wrong[:pilot], score[2_000:12_000], epsilons=[0.05]).points[0]
        widths.append((point.high - point.low) / 10_000)
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < 0.2 < widths[0]


def test_more_is_tolerated_less_is_left_and_the_best_audit_is_found():
    score, wrong = world(10_300, 1)
    curve = project(score[:300], wrong[:300], score[300:], audit_rates=[0.002, 0.01, 0.05, 0.2])
    touched = [curve.best(point.epsilon).touched for point in curve.points[::4]]
    assert touched == sorted(touched, reverse=True)
    assert curve.best(0.05).audit_rate == 0.05
    with pytest.raises(VerilodeError, match="no projection was made for epsilon 0.5"):
        curve.best(0.5)


def test_the_smallest_audit_that_certifies_is_stated():
    score, wrong = world(1_300, 1)
    options = {"epsilons": [0.05, 0.01, 0.0001], "audit_rates": [0.1]}
    enough, thin, never = project(score[:300], wrong[:300], score[300:], miss_rate=0.1, **options).points
    assert (enough.certifiable, enough.smallest_audit) == (
        True,
        math.ceil(1_000 * minimum_audit_rate(1_000, 0.05, 0.05, 0.1)),
    )
    assert (thin.certifiable, thin.touched, thin.low) == (False, 1_000, 1_000)
    assert (never.certifiable, never.smallest_audit) == (False, None)


def test_records_that_stand_for_more_weigh_more():
    """A pilot that looked at every wrong record, but at one right record in four."""
    score, wrong = world(12_000, 5)
    pilot = np.flatnonzero(wrong[:2_000] | (np.arange(2_000) % 4 == 0))
    even, uneven, weighted = (
        project(score[chosen], wrong[chosen], score[2_000:], epsilons=[0.05], weight=weight).points[0].touched
        for chosen, weight in (
            (np.arange(2_000), None),
            (pilot, None),
            (pilot, np.where(wrong[pilot], 1.0, 4.0)),
        )
    )
    assert abs(weighted - even) < 400 < uneven - even


def test_equal_seeds_give_equal_curves_in_json():
    score, wrong = world(1_100, 2)
    first, second = (project(score[:100], wrong[:100], score[100:], seed=4).to_json() for _ in range(2))
    assert first == second
    assert (first["pilot"], first["population"], len(first["points"])) == (100, 1_000, 8)


@pytest.mark.parametrize(
    ("columns", "options", "reason"),
    [
        (([], [], [1.0]), {}, "nothing to project"),
        (([1.0], [False], []), {}, "nothing to project"),
        (([1.0, 2.0], [False], [1.0]), {}, "differ in length: 2 scores, 1 answers"),
        (([1.0], [False], [1.0]), {"epsilons": [5]}, "epsilon must lie"),
        (([1.0], [False], [1.0]), {"confidence": 1.0}, "confidence must lie"),
    ],
)
def test_what_cannot_be_projected(columns, options, reason):
    with pytest.raises(VerilodeError, match=reason):
        project(*columns, **options)
