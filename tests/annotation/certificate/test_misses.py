"""People who overlook: the bounds by hand and against their law, who is locked, and the whole risk by enumeration."""

import pytest
from scipy.stats import binom

from annotation.certificate import strict
from annotation.certificate.misses import Seeds, certify, lower_bound, miss_rate, reviewers, upper_bound
from annotation.certificate.ranked import Certificate, allowed_hits
from annotation.certificate.ranked import certify as ranked_certify
from pipelines.core.errors import VerilodeError


def test_bounds_by_hand():
    """Nothing of m overlooked: (1 − η)ᵐ = δ. All overlooked: ηᵐ = δ."""
    assert upper_bound(2, 0, 0.25) == pytest.approx(0.5)
    assert lower_bound(2, 2, 0.25) == pytest.approx(0.5)
    assert (upper_bound(2, 2, 0.25), lower_bound(2, 0, 0.25), upper_bound(0, 0, 0.25)) == (1, 0, 1)


@pytest.mark.parametrize(("planted", "overlooked"), [(10, 3), (100, 0), (100, 20), (250, 249)])
def test_bounds_are_where_what_was_seen_becomes_as_rare_as_the_risk(planted, overlooked):
    assert binom.cdf(overlooked, planted, upper_bound(planted, overlooked, 0.01)) == pytest.approx(0.01)
    if overlooked:
        assert binom.sf(overlooked - 1, planted, lower_bound(planted, overlooked, 0.01)) == pytest.approx(0.01)


@pytest.mark.parametrize("truth", [0.03, 0.1, 0.4, 0.9])
def test_the_upper_bound_is_too_low_as_rarely_as_it_says(truth):
    chance = [binom.pmf(k, 40, truth) for k in range(41)]
    assert sum(p for k, p in enumerate(chance) if upper_bound(40, k, 0.1) < truth) <= 0.1


def test_pooled_by_way_of_showing_and_the_worst_of_them():
    seeds = [Seeds("ann", 60, 2), Seeds("ben", 40, 1), Seeds("ann", 50, 9, "suggested")]
    assert miss_rate(seeds, 0.01) == upper_bound(50, 9, 0.005)
    assert miss_rate(seeds[:2], 0.01) == upper_bound(100, 3, 0.005)


def test_by_reviewer_the_worst_bound_counts_even_if_it_is_only_ignorance():
    seeds = [Seeds("ann", 100, 5), Seeds("ben", 10, 0)]
    assert miss_rate(seeds, 0.01, by_reviewer=True) == upper_bound(10, 0, 0.005)
    assert miss_rate([], 0.01) == 1


def test_only_who_certainly_overlooks_a_fifth_is_locked():
    seeds = [
        Seeds("unlucky", 10, 3),
        Seeds("good", 50, 0),
        Seeds("careless", 25, 9),
        Seeds("careless", 25, 11, "suggested"),
    ]
    careless, good, unlucky = reviewers(seeds)
    assert (careless.name, careless.planted, careless.overlooked) == ("careless", 50, 20)
    assert (careless.locked, unlucky.locked, good.locked) == (True, False, False)
    assert careless.lower > 0.2 > unlucky.lower
    assert good.upper == pytest.approx(1 - 0.05 ** (1 / 50))


def test_leaving_out_the_locked_shares_the_risk_among_all_there_were():
    seeds = [Seeds("ann", 60, 2), Seeds("ben", 40, 1)]
    assert miss_rate(seeds, 0.06, locked=1) == max(upper_bound(60, 2, 0.01), upper_bound(40, 1, 0.01))


@pytest.mark.parametrize("by_reviewer", [False, True])
@pytest.mark.parametrize("truth", [(0.5, 0.1), (0.3, 0.3), (0.25, 0.24), (0.9, 0.4), (0.4, 0.2)])
def test_the_bound_holds_whoever_is_locked(truth, by_reviewer):
    """Two reviewers, 25 planted errors each, every outcome: pooled, their mean is bounded, else the worst who stays."""
    failed = 0.0
    for first in range(26):
        for second in range(26):
            seeds = [Seeds("a", 25, first), Seeds("b", 25, second)]
            stay = [not each.locked for each in reviewers(seeds)]
            kept = [each for each, stays in zip(seeds, stay, strict=True) if stays]
            bound = miss_rate(kept, 0.2, by_reviewer=by_reviewer, locked=stay.count(False))
            left = [rate for rate, stays in zip(truth, stay, strict=True) if stays]
            met = sum(truth) / 2 if all(stay) and not by_reviewer else max(left, default=0.0)
            failed += binom.pmf(first, 25, truth[0]) * binom.pmf(second, 25, truth[1]) * (met > bound)
    assert failed <= 0.2


def marks(text):
    return {
        "audited": [c != "." for c in text],
        "answered": [c != "." for c in text],
        "wrong": [c == "x" for c in text],
    }


def test_the_certificate_is_issued_at_four_fifths_of_the_risk_and_says_so():
    audit = {**marks((".o" * 49 + ".x") * 5), "audit_rate": 0.5, "epsilon": 0.1}
    found = certify([Seeds("ann", 100, 2)], delta=0.05, **audit)
    assert found.allowed_hits == allowed_hits(500, 0.1, 0.04, 0.5, upper_bound(100, 2, 0.005))
    assert (found.delta, found.seeds_delta) == (0.05, pytest.approx(0.01))
    assert (found.seeds_planted, found.seeds_overlooked, found.certified) == (100, 2, True)
    assert Certificate.from_json(found.to_json()) == found


def test_a_certificate_stored_before_there_were_seeds_is_read():
    stored = ranked_certify(**marks(".o" * 20), audit_rate=0.5, epsilon=0.4).to_json()
    old = {name: value for name, value in stored.items() if not name.startswith("seeds")}
    assert Certificate.from_json(old).seeds_planted == 0


def test_refusals_say_what_would_help():
    audit = {**marks(".o" * 20), "audit_rate": 0.5, "epsilon": 0.1}
    few = certify([Seeds("ann", 10, 5)], **audit)
    assert not few.certified
    assert "5 of 10 planted errors, which allows for up to" in few.reason and "100 or more planted errors" in few.reason
    assert "nothing bounds what is overlooked" in certify([Seeds("ann", 10, 10)], **audit).reason
    with pytest.raises(VerilodeError, match="no error was planted"):
        certify([], **audit)
    with pytest.raises(VerilodeError, match="that cannot be"):
        certify([Seeds("ann", 1, 2)], **audit)


def test_it_works_for_strict_mode():
    found = certify([Seeds("ann", 100, 2)], rule=strict.certify, **marks(".o" * 100), audit_rate=0.5, epsilon=0.1)
    assert (found.promise, found.certified) == ("accepted", True)


@pytest.mark.parametrize("truth", [0.0, 0.1, 0.3, 0.6])
def test_the_whole_risk_holds_for_any_true_rate_of_overlooking(truth):
    """20 planted errors, 400 records that are all wrong: the exact chance over seeds and audit together."""
    rate, delta, broken = 0.3, 0.3, 0.0
    for overlooked in range(21):
        bound = miss_rate([Seeds("ann", 20, overlooked)], 0.2 * delta)
        allowed = allowed_hits(400, 0.05, 0.8 * delta, rate, min(bound, 0.999))
        # Of 21 + allowed wrong ones at the top at most `allowed` are noticed: 21 are left, one too many.
        failed = binom.cdf(allowed, 21 + allowed, rate * (1 - truth)) if allowed >= 0 else 0.0
        broken += binom.pmf(overlooked, 20, truth) * failed
    assert 0 < broken <= delta
