"""Strict mode: by hand, its level over every audit of every small set, and what early answers may change."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from annotation.certificate.bounds import Level
from annotation.certificate.ranked import Certificate
from annotation.certificate.strict import allowed_hits, certify, minimum_audit_rate, passes, sizes
from pipelines.core.errors import VerilodeError

LEVEL = {"audit_rate": 0.5, "epsilon": 0.4, "delta": 0.2}


def marks(text, letters):
    return np.array([letter in letters for letter in text])


def audit(text, **options):
    """One letter per ranked record: `.` unaudited, `o` audited and right, `x` found wrong, `?` unanswered."""
    columns = {"audited": marks(text, "ox?"), "answered": marks(text, "ox"), "wrong": marks(text, "x")}
    return certify(**columns, **{**LEVEL, **options})


def test_by_hand():
    """Of 5 accepted 2 may be wrong at ε = .4: three coins of ½ without a hit have probability 1/8, with one 1/2."""
    assert allowed_hits(5, Level(0.4, 0.13, 0.5)) == 0
    assert allowed_hits(5, Level(0.4, 0.12, 0.5)) == -1
    assert passes([0, 1], [5, 5], Level(0.4, 0.13, 0.5)).tolist() == [True, False]


def test_all_is_accepted_where_the_audit_finds_nothing():
    found = audit(".o" * 12)
    assert (found.cut, found.accepted, found.touched) == (24, 12, 12)
    assert (found.max_wrong, found.promise, found.certified) == (4, "accepted", True)


def test_the_line_stands_at_the_last_size_that_passes():
    found = audit(".o" * 30 + "xx.x" * 6)
    assert found.cut in sizes(84, 0.4, 0.2, 0.5)
    assert 60 <= found.cut < 76
    assert found.accepted + found.touched == 84


def test_errors_at_the_top_leave_nothing_to_accept_and_are_named():
    found = audit("xxxx" + ".o" * 12)
    assert (found.certified, found.accepted, found.allowed_hits) == (False, 0, -1)
    assert "most trusted records the audit found 4 wrong, and strict mode allows" in found.reason


def test_too_thin_an_audit_says_what_would_do():
    found = audit("o..o" * 10, epsilon=0.05, delta=0.05, audit_rate=0.5)
    assert "at least 95% is needed (about 38 audited records)" in found.reason
    assert minimum_audit_rate(40, 0.05, 0.05) == pytest.approx(0.95)


def test_a_set_too_small_for_any_audit_says_so():
    assert "label them all" in audit("o..o..", epsilon=0.05, delta=0.05, miss_rate=0.1).reason


def test_a_waiting_answer_stops_the_walk_above_it():
    text = ".o" * 30 + "?." + ".o" * 12
    waiting, counted = audit(text), audit(text, unanswered_as_wrong=True)
    assert 0 < waiting.cut <= 60 < counted.cut
    assert "unfinished" in audit("?." + ".o" * 12).reason


@pytest.mark.parametrize(("options", "reason"), [({"epsilon": 5}, "epsilon must lie"), ({"miss_rate": 1}, "miss rate")])
def test_options_out_of_range(options, reason):
    with pytest.raises(VerilodeError, match=reason):
        audit("o.o.", **options)


def test_json_round_trip():
    found = audit(".o" * 12, strata=["law", "tax"] * 12)
    assert Certificate.from_json(found.to_json()) == found


@pytest.mark.parametrize("population", [300, 1_000, 10_000])
@pytest.mark.parametrize("miss_rate", [0.0, 0.3])
def test_the_smallest_rate_is_the_first_with_a_size_to_try(population, miss_rate):
    rate = minimum_audit_rate(population, 0.05, 0.05, miss_rate)
    assert sizes(population, 0.05, 0.05, rate + 1e-9, miss_rate)[-1] == population
    assert not sizes(population, 0.05, 0.05, rate - 1e-9, miss_rate)


def outcomes(n, chances):
    """Every way n records can fall, and its probability."""
    coins = np.array(list(itertools.product(range(len(chances)), repeat=n)))
    return coins, np.array(chances)[coins].prod(axis=1)


@pytest.mark.parametrize("miss_rate", [0.0, 0.3])
@pytest.mark.parametrize("first", [4, 6, 8])
@pytest.mark.parametrize(("epsilon", "delta", "rate"), [(0.45, 0.6, 0.35), (0.4, 0.5, 0.5), (0.2, 0.6, 0.6)])
def test_the_promise_breaks_as_rarely_as_it_says_for_every_set(first, epsilon, delta, rate, miss_rate):
    """All 2⁸ ways of being wrong, every audit of each, sizes one apart; any size that passes may break it."""
    coins, chance = outcomes(8, [1 - rate, rate * (1 - miss_rate), rate * miss_rate] if miss_rate else [1 - rate, rate])
    drawn, noticed = coins > 0, coins == 1
    level, worst, accepted = Level(epsilon, delta, rate * (1 - miss_rate)), 0.0, 0.0
    for bad in np.array(list(itertools.product([False, True], repeat=8))):
        columns = (noticed & bad, ~drawn, ~drawn & bad)
        hits, unaudited, left = (np.cumsum(each, axis=1)[:, first - 1 :] for each in columns)
        stands = np.logical_and.accumulate(passes(hits, unaudited, level), axis=1)
        broken = (stands & (left > np.floor(epsilon * unaudited))).any(axis=1)
        worst, accepted = max(worst, chance @ broken), accepted + chance @ stands.any(axis=1)
    assert worst <= delta + 1e-12
    assert accepted > 0


@settings(max_examples=50)
@given(st.integers(60, 200), st.integers(0, 2**32), st.floats(0, 0.4))
def test_the_line_is_that_of_the_rule_written_out(n, seed, miss_rate):
    chance, expected = np.random.default_rng(seed).random((2, n)), 0
    wrong = chance[1] < np.linspace(0, 0.8, n)
    text = "".join("." if c > 0.3 else "x" if w else "o" for c, w in zip(chance[0], wrong, strict=True))
    for end in sizes(len(text), 0.3, 0.3, 0.3, miss_rate):
        hits, accepted = text[:end].count("x"), text[:end].count(".")
        if binom.cdf(hits, math.floor(0.3 * (accepted + hits)) + 1, 0.3 * (1 - miss_rate)) > 0.3:
            break
        expected = end
    assert audit(text, audit_rate=0.3, epsilon=0.3, delta=0.3, miss_rate=miss_rate).cut == expected


@settings(max_examples=150)
@given(st.text("........oox", min_size=20, max_size=40), st.data())
def test_missing_answers_never_accept_more(text, data):
    unknown = data.draw(st.sets(st.sampled_from(range(len(text)))))
    partly = "".join("?" if i in unknown and c in "ox" else c for i, c in enumerate(text))
    whole = audit(text)
    assert audit(partly).cut <= whole.cut
    assert audit(partly, unanswered_as_wrong=True).cut <= whole.cut


@given(st.integers(0, 3_000), st.floats(0.01, 0.6), st.floats(0.01, 0.6), st.floats(0.01, 0.9))
def test_fewer_errors_never_fail_and_the_last_that_passes_is_found(accepted, epsilon, delta, seen):
    level = Level(epsilon, delta, seen)
    few = allowed_hits(accepted, level)
    for hits in {0, few, few + 1} - {-1}:
        chance = binom.cdf(hits, math.floor(epsilon * (accepted + hits)) + 1, seen)
        assert (hits <= few) == (chance <= delta) or chance == pytest.approx(delta)


def test_bounds_by_stratum_share_their_risk_among_the_sizes():
    text = ".o" * 60
    looks = len(sizes(120, 0.4, 0.2, 0.5))
    (law,) = audit(text, strata=["law"] * 120).strata
    assert 0.5**law.max_wrong > 0.2 / looks >= 0.5 ** (law.max_wrong + 1)
