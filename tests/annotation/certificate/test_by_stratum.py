"""Chosen strata: each its own line, the risk shared, small ones refused, and the whole risk over every audit."""

import itertools

import numpy as np
import pytest

from annotation.certificate import ranked, strict
from annotation.certificate.by_stratum import Chosen, StrataCertificate, accepted, certify
from annotation.certificate.misses import Seeds, miss_rate
from pipelines.core.errors import VerilodeError

AUDIT = {"audit_rate": 0.5, "delta": 0.2}


def columns(text):
    return {
        "audited": [c != "." for c in text],
        "answered": [c in "ox" for c in text],
        "wrong": [c == "x" for c in text],
    }


TEXT, STRATA = ".o.x.o.x" * 10, list("aabbaacc") * 10
"""Every other record is audited; stratum a has no error, b and c one in each of their pairs."""


def of(stratum, text=TEXT):
    return columns("".join(c for c, name in zip(text, STRATA, strict=True) if name == stratum))


def test_each_line_is_the_certificate_of_the_stratum_alone_at_its_share():
    found = certify(
        [Chosen("a", 0.1), Chosen("b", 0.4, 0.05)], strata=STRATA, rest_epsilon=0.3, **columns(TEXT), **AUDIT
    )
    assert found.lines["a"] == ranked.certify(**of("a"), audit_rate=0.5, epsilon=0.1, delta=(0.2 - 0.05) / 2)
    assert found.lines["b"] == ranked.certify(**of("b"), audit_rate=0.5, epsilon=0.4, delta=0.05)
    assert found.rest == ranked.certify(**of("c"), audit_rate=0.5, epsilon=0.3, delta=(0.2 - 0.05) / 2)
    assert found.accepted == found.lines["a"].accepted + found.lines["b"].accepted + found.rest.accepted
    assert (found.population, found.touched) == (80, 80 - found.accepted)


def test_the_rest_may_be_left_to_people_and_then_takes_no_share():
    found = certify([Chosen("a", 0.1)], strata=STRATA, rest_epsilon=None, **columns(TEXT), **AUDIT)
    assert (found.rest, found.lines["a"].delta) == (None, 0.2)
    assert found.touched == 80 - 20


def test_accepted_records_are_the_unaudited_ones_above_each_line():
    found = certify([Chosen("a", 0.1), Chosen("b", 0.4)], strata=STRATA, **columns(TEXT), **AUDIT)
    taken = accepted(found, STRATA, columns(TEXT)["audited"])
    assert np.count_nonzero(taken) == found.accepted
    assert {STRATA[i] for i in np.flatnonzero(taken)} >= {"a", "b"}
    assert not taken[1::2].any()


def test_strictly_and_with_people_who_overlook():
    found = certify([Chosen("a", 0.3)], strata=STRATA, strictly=True, miss_rate=0.1, **columns(TEXT), **AUDIT)
    assert found.lines["a"] == strict.certify(**of("a"), audit_rate=0.5, epsilon=0.3, delta=0.1, miss_rate=0.1)


def test_planted_errors_are_bounded_once_for_all_strata():
    seeds = [Seeds("ann", 100, 2)]
    found = certify([Chosen("a", 0.3)], strata=STRATA, seeds=seeds, **columns(TEXT), **AUDIT)
    line = found.lines["a"]
    assert line.miss_rate == miss_rate(seeds, 0.04)
    assert line.allowed_hits == ranked.allowed_hits(40, 0.3, 0.08, 0.5, line.miss_rate)
    assert (found.delta, line.delta, line.seeds_delta) == (0.2, pytest.approx(0.12), pytest.approx(0.04))
    assert (
        "nothing bounds"
        in certify([Chosen("a")], strata=STRATA, seeds=[Seeds("ann", 9, 9)], **columns(TEXT), **AUDIT).lines["a"].reason
    )


def test_a_small_stratum_is_refused_alone_and_told_what_would_do():
    found = certify([Chosen("a", 0.1), Chosen("b", 0.01)], strata=STRATA, **columns(TEXT), **AUDIT)
    assert found.lines["a"].certified
    assert "at least 93.34% is needed (about 19 audited records)" in found.lines["b"].reason


def test_rates_may_differ_between_strata_but_not_within_what_is_certified_together():
    rates = {"a": 0.5, "b": 0.4, "c": 0.5}
    found = certify([Chosen("b", 0.4)], strata=STRATA, **columns(TEXT), **{**AUDIT, "audit_rate": rates})
    assert (found.lines["b"].audit_rate, found.rest.audit_rate) == (0.4, 0.5)
    with pytest.raises(VerilodeError, match=r"need one audit rate, not \[0.4, 0.5\]"):
        certify([Chosen("a", 0.4)], strata=STRATA, **columns(TEXT), **{**AUDIT, "audit_rate": rates})
    with pytest.raises(VerilodeError, match="no audit rate is given for stratum 'c'"):
        certify([], strata=STRATA, **columns(TEXT), **{**AUDIT, "audit_rate": {"a": 0.5, "b": 0.5}})


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ([Chosen("z")], "no record belongs to stratum 'z'; there are: a, b, c"),
        ([Chosen("a"), Chosen("a")], "chosen twice"),
        ([Chosen("a", delta=0.15), Chosen("b", delta=0.1)], "exceed delta 0.2"),
        ([Chosen("a", delta=0.2), Chosen("b")], "nothing is left for the others"),
    ],
)
def test_choices_that_cannot_be(chosen, reason):
    with pytest.raises(VerilodeError, match=reason):
        certify(chosen, strata=STRATA, **columns(TEXT), **AUDIT)


def test_json_round_trip():
    for epsilon in (0.3, None):
        found = certify([Chosen("a", 0.1)], strata=STRATA, rest_epsilon=epsilon, **columns(TEXT), **AUDIT)
        assert StrataCertificate.from_json(found.to_json()) == found


@pytest.mark.parametrize("wrong", ["xxxxxxxx", "oxxxxxxx", "xxoxxoxx"])
@pytest.mark.parametrize(("strata", "epsilon"), [("abababab", 0.3), ("aaaabbbb", 0.4), ("abcabcab", 0.7)])
def test_any_promise_fails_as_rarely_as_delta_says_over_all_audits(wrong, strata, epsilon):
    names, bad, broken = np.array(list(strata)), np.array(list(wrong)) == "x", 0
    for coins in itertools.product([False, True], repeat=8):
        drawn = np.array(coins)
        audit = {"audited": drawn, "answered": drawn, "wrong": bad, "audit_rate": 0.5}
        found = certify(
            [Chosen("a", epsilon), Chosen("b", epsilon)], strata=names, rest_epsilon=0.4, delta=0.6, **audit
        )
        left = accepted(found, names, drawn) & bad
        lines = {**found.lines, **({"c": found.rest} if found.rest else {})}
        broken += any(np.count_nonzero(left & (names == name)) > line.max_wrong for name, line in lines.items())
    assert 0 < broken / 2**8 <= 0.6
