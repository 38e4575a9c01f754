"""The certificate: hand-countable audits, its level by full enumeration, and what must hold for any audit."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from annotation.certificate.ranked import (
    Certificate,
    allowed_hits,
    certify,
    default_audit_rate,
    max_wrong,
    minimum_audit_rate,
    rank,
)
from pipelines.core.errors import VerilodeError

SHARES = st.floats(0.01, 0.5)


def marks(text, letters):
    return np.array([letter in letters for letter in text])


def audit(text, **options):
    """One letter per ranked record: `.` unaudited, `o` audited and right, `x` found wrong, `?` unanswered."""
    columns = {"audited": marks(text, "ox?"), "answered": marks(text, "ox"), "wrong": marks(text, "x")}
    return certify(**columns, **{"audit_rate": 0.5, "epsilon": 0.4, "delta": 0.2, **options})


def test_rank_by_confidence_then_id_unknown_last():
    order = rank([0.5, None, 0.9, 0.5], ["d", "a", "c", "b"])
    assert order.tolist() == [2, 3, 0, 1]


def test_level_by_hand():
    """5 may stay wrong at ε = .5, so 6 unaudited errors break it: ½⁶ without a hit, 7·½⁷ with at most one."""
    assert max_wrong(10, 0.5) == 5
    assert [allowed_hits(10, 0.5, delta, 0.5) for delta in (1 / 65, 1 / 63, 1 / 17, 1 / 15)] == [-1, 0, 0, 1]


@pytest.mark.parametrize(("population", "percent"), [(300, 17.07), (1_000, 5.70), (3_000, 1.96), (50_000, 0.12)])
def test_smallest_audit_rate_at_five_percent(population, percent):
    assert minimum_audit_rate(population, 0.05, 0.05) * 100 == pytest.approx(percent, abs=0.005)


def test_default_audits_500_to_1000_and_at_most_a_fifth():
    rates = {n: default_audit_rate(n) for n in (0, 100, 10_000, 40_000, 1_000_000)}
    assert rates == {0: 0.2, 100: 0.2, 10_000: 0.05, 40_000: 0.02, 1_000_000: 0.001}


def test_the_line_stands_above_the_first_error_that_is_not_allowed():
    found = audit(".o.x.x..o.")
    assert (found.allowed_hits, found.max_wrong) == (1, 4)
    assert (found.cut, found.accepted, found.touched) == (5, 3, 7)
    assert (found.audited, found.errors_found, found.certified) == (4, 2, True)


def test_without_a_further_error_all_is_accepted():
    found = audit(".o.x.o..o.")
    assert (found.cut, found.accepted) == (10, 6)


def test_an_unanswered_audit_stops_the_walk():
    found = audit("...o.?..o.")
    assert (found.cut, found.accepted, found.unanswered) == (5, 4, 1)


def test_an_unanswered_audit_may_count_as_an_error():
    found = audit("...o.?..?.", unanswered_as_wrong=True)
    assert (found.cut, found.accepted, found.errors_found) == (8, 6, 0)


def test_an_unanswered_audit_below_the_line_changes_nothing():
    assert audit(".o.x.x..?.").cut == audit(".o.x.x..o.").cut


def test_too_thin_an_audit_says_what_would_do():
    found = audit("o..o..", epsilon=0.05, delta=0.05)
    assert (found.certified, found.accepted, found.touched) == (False, 0, 6)
    assert "at least 95% is needed (about 6 audited records)" in found.reason


def test_a_set_too_small_for_any_audit_says_so():
    assert "label them all" in audit("o..o..", epsilon=0.05, delta=0.05, miss_rate=0.1).reason


def test_auditing_everything_leaves_nothing_to_accept():
    found = audit("oxox", audit_rate=1.0)
    assert (found.certified, found.accepted, found.touched) == (True, 0, 4)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"epsilon": 5}, "epsilon must lie between 0 and 1"),
        ({"delta": 0}, "delta must lie between 0 and 1"),
        ({"audit_rate": 0}, "audit rate must be above 0"),
        ({"miss_rate": 1}, "miss rate must be at least 0"),
    ],
)
def test_options_out_of_range(options, reason):
    with pytest.raises(VerilodeError, match=reason):
        audit("o.o.", **options)


def test_an_audit_that_the_rate_does_not_give_is_refused():
    with pytest.raises(VerilodeError, match="20 of 1000 records are audited"):
        audit("o" * 20 + "." * 980)
    with pytest.raises(VerilodeError, match="nothing to certify"):
        audit("")


def test_columns_of_different_length_are_a_mistake():
    with pytest.raises(ValueError, match="differ in length"):
        certify(audited=[True], answered=[True, True], wrong=[False], audit_rate=0.5)
    with pytest.raises(ValueError, match="strata"):
        audit("o.", strata=["a"])


def test_json_round_trip():
    found = audit(".o.x.x..o.", strata=list("aabbaabbab"))
    text = json.dumps({**found.to_json(), "added": "by others"})
    assert Certificate.from_json(json.loads(text)) == found


@pytest.mark.parametrize("miss_rate", [0.0, 0.5])
@pytest.mark.parametrize("wrong", ["xxxxxxx", "ooxxxxx", "xoxoxxx", "oooooox"])
def test_the_promise_breaks_as_rarely_as_it_says_over_all_audits(wrong, miss_rate):
    """Every way the coins (and the overlooking) can fall, with its probability; at most 2 of 7 may stay wrong."""
    rate, delta, broken = 0.6, 0.3, 0.0
    bad = marks(wrong, "x")
    for coins in itertools.product("ahm", repeat=7):  # a: unaudited, h: audited, m: audited but overlooked
        chances = {"a": 1 - rate, "h": rate * (1 - miss_rate), "m": rate * miss_rate}
        drawn, noticed = marks(coins, "hm"), marks(coins, "h")
        found = certify(
            audited=drawn,
            answered=drawn,
            wrong=bad & noticed,
            audit_rate=rate,
            epsilon=0.3,
            delta=delta,
            miss_rate=miss_rate,
        )
        left = np.count_nonzero((bad & ~noticed)[: found.cut])
        broken += np.prod([chances[coin] for coin in coins]) * (left > found.max_wrong)
    exact = nbinom.cdf(found.allowed_hits, 3, 1 - rate * (1 - miss_rate)) if found.certified else 0
    assert broken <= exact + 1e-12 <= delta
    if wrong == "xxxxxxx" and found.allowed_hits == 0:
        assert broken == pytest.approx(exact)


@given(st.integers(1, 5_000), SHARES, SHARES, st.floats(0.01, 0.9), st.floats(0, 0.5))
def test_c_is_the_largest_number_at_the_level(population, epsilon, delta, rate, miss_rate):
    c = allowed_hits(population, epsilon, delta, rate, miss_rate)
    law = nbinom(max_wrong(population, epsilon) + 1, 1 - rate * (1 - miss_rate))
    assert c == -1 or law.cdf(c) <= delta * (1 + 1e-9)
    assert c == population or law.cdf(c + 1) > delta * (1 - 1e-9)
    assert (c >= 0) == (rate >= minimum_audit_rate(population, epsilon, delta, miss_rate))


@given(st.integers(1, 5_000), SHARES, SHARES, st.floats(0.01, 0.5), st.floats(0, 0.5), st.floats(1, 2))
def test_c_grows_with_the_audit_and_with_what_is_tolerated(population, epsilon, delta, rate, miss_rate, more):
    c = allowed_hits(population, epsilon, delta, rate, miss_rate)
    assert c <= allowed_hits(population, epsilon, delta, rate * more, miss_rate)
    assert c <= allowed_hits(population, epsilon * min(more, 1.9), delta, rate, miss_rate)
    assert c <= allowed_hits(population, epsilon, delta * min(more, 1.9), rate, miss_rate)
    assert c <= allowed_hits(population, epsilon, delta, rate, miss_rate / more)


@settings(max_examples=200)
@given(st.text("........oox", min_size=15, max_size=24), st.data())
def test_missing_answers_never_accept_more(text, data):
    unknown = data.draw(st.sets(st.sampled_from(range(len(text)))))
    partly = "".join("?" if i in unknown and c in "ox" else c for i, c in enumerate(text))
    options = {"epsilon": 0.2, "delta": 0.3}
    whole, stopped = audit(text, **options), audit(partly, **options)
    counted = audit(partly, **options, unanswered_as_wrong=True)
    assert stopped.cut <= counted.cut <= whole.cut
    assert stopped.accepted <= counted.accepted <= whole.accepted


@settings(max_examples=200)
@given(st.lists(st.booleans(), min_size=20, max_size=80), st.integers(0, 2**32))
def test_wrong_labels_stay_within_the_bound_whenever_the_coins_allow(wrong, seed):
    """Whatever is wrong: more than c hits before error r left unaudited, and the promise is kept."""
    bad, rng = np.array(wrong), np.random.default_rng(seed)
    drawn = rng.random(len(bad)) < 0.4
    found = certify(audited=drawn, answered=drawn, wrong=bad, audit_rate=0.4, epsilon=0.2, delta=0.2)
    left = np.count_nonzero((bad & ~drawn)[: found.cut])
    missed = np.flatnonzero(bad & ~drawn)
    hits_before = (
        np.count_nonzero((bad & drawn)[: missed[found.max_wrong]]) if len(missed) > found.max_wrong else np.inf
    )
    assert (left > found.max_wrong) == (hits_before <= found.allowed_hits)
    assert np.count_nonzero((bad & drawn)[: found.cut]) <= max(found.allowed_hits, 0)
    assert found.accepted + found.touched == found.population
