"""The bounds by stratum: by hand, and their level over every audit although the audit draws the line."""

import itertools

import numpy as np
import pytest

from annotation.certificate.bounds import Count, Level, bound, count, most_left_wrong
from annotation.certificate.ranked import certify

LEVEL = Level(epsilon=0.05, delta=0.05, seen=0.05)


def stratum(**counts):
    return Count(**{"name": "law", "records": 2_000, "accepted": 1_500, "audited": 100, "errors": 4, **counts})


def test_most_left_wrong_by_hand():
    """Coins of ½: four misses in a row have probability 1/16 > .05, five 1/32; with one hit 7 of 8 have 9/256."""
    assert most_left_wrong(0, 0.5, 0.05) == 4
    assert most_left_wrong(1, 0.5, 0.05) == 6
    assert most_left_wrong(3, 1.0, 0.05) == 0


def test_counts_by_name():
    columns = {name: np.array([True, False, True]) for name in ("accepted", "audited", "errors", "hits", "exposed")}
    assert count(np.array(["tax", "law", "law"]), **columns) == [
        Count("law", 2, 1, 1, 1, 1, 1),
        Count("tax", 1, 1, 1, 1, 1, 1),
    ]


def test_no_hit_leaves_at_most_58_at_an_audit_of_five_percent():
    found = bound(stratum(hits=0, exposed=1_500), LEVEL)
    assert (found.max_wrong, found.upper, found.reason) == (58, 0.029, "")


def test_no_more_can_be_wrong_than_was_accepted():
    assert bound(stratum(hits=4, exposed=30), LEVEL).max_wrong == 30


def test_nothing_is_claimed_for_a_stratum_with_too_few_audits():
    found = bound(stratum(records=900, hits=0, exposed=800), LEVEL)
    assert (found.max_wrong, found.upper) == (None, None)
    assert found.reason == (
        "too few audits: to show 5.00% it takes a stratum of 1160 records, or 1.3 times the audit rate"
    )
    assert most_left_wrong(0, 1.3 * 0.05, 0.05) <= 0.05 * 900 < most_left_wrong(0, 1.2 * 0.05, 0.05)


def test_a_stratum_too_small_for_any_audit_is_told_so():
    assert bound(stratum(records=19, hits=0, exposed=19), LEVEL).reason.endswith("or 19 times the audit rate")
    low = Level(epsilon=0.05, delta=0.05, seen=0.94)
    assert bound(stratum(records=19, hits=0, exposed=19), low).reason.endswith("or people to label them all")


def test_nothing_is_claimed_while_the_audit_is_unfinished():
    found = bound(stratum(hits=0, exposed=1_500), LEVEL, unfinished=True)
    assert found.max_wrong is None and "unfinished" in found.reason


@pytest.mark.parametrize(("answers", "claimed"), [("oo", True), ("?o", False), ("o?", False)])
def test_a_certificate_knows_whether_its_audit_is_finished(answers, claimed):
    text = np.array(list(answers + "." * 8))
    options = {"audit_rate": 0.5, "epsilon": 0.6, "delta": 0.2, "strata": ["law"] * 10}
    found = certify(audited=text != ".", answered=text == "o", wrong=text == "x", **options)
    assert (found.strata[0].max_wrong is not None) == claimed


@pytest.mark.parametrize("wrong", ["xxxxxxxx", "oxxxxxxx", "xxoxxoxx"])
@pytest.mark.parametrize("strata", ["aaaaaaaa", "abababab", "aaaabbbb", "bbaaabba", "abbbbbba"])
def test_bounds_fail_as_rarely_as_they_say_over_all_audits(wrong, strata):
    rate, delta = 0.5, 0.25
    bad, names = np.array(list(wrong)) == "x", np.array(list(strata))
    failed, claimed = dict.fromkeys("ab", 0), 0
    for coins in itertools.product([False, True], repeat=8):
        drawn = np.array(coins)
        found = certify(
            audited=drawn, answered=drawn, wrong=bad, audit_rate=rate, epsilon=0.3, delta=delta, strata=names
        )
        left = (np.arange(8) < found.cut) & bad & ~drawn
        for each in found.strata:
            claimed += each.max_wrong is not None
            failed[each.name] += each.max_wrong is not None and left[names == each.name].sum() > each.max_wrong
    assert claimed > 0
    assert max(failed.values()) / 2**8 <= delta
