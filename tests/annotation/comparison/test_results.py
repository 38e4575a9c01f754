"""What votes show, in counts that a reader can do by hand."""

import json

import pytest

from annotation.comparison.contest import Contest
from annotation.comparison.results import results_of
from pipelines.core.ids import coin
from pipelines.store.project import Project
from tests.fakes.contests import vote

Made = tuple[Project, Contest]


def test_a_clear_winner_is_better_with_an_exact_interval(judging: Made) -> None:
    _, found = judging
    vote(found, "ann", lambda _: "B")
    seen = results_of(found)
    n, same = len(found.placings), len(found.identical)
    assert (seen.records, seen.identical, seen.open, seen.votes) == (48, same, 0, n)
    assert seen.outcomes == {"A": 0, "B": n, "tie": same, "both bad": 0}
    assert seen.win_rate == 1.0
    assert seen.win_rate_interval == pytest.approx((0.025 ** (1 / n), 1.0))
    assert seen.p_value == pytest.approx(2 * 0.5**n)
    assert seen.preference is not None
    assert seen.preference.difference == pytest.approx(n / 48)
    assert seen.verdict.verdict == "better"


def test_the_other_way_round_it_is_worse(judging: Made) -> None:
    vote(judging[1], "ann", lambda _: "A")
    assert results_of(judging[1]).verdict.verdict == "worse"


def test_ties_alone_rule_a_difference_out(judging: Made) -> None:
    vote(judging[1], "ann", lambda _: "tie")
    seen = results_of(judging[1])
    assert (seen.verdict.verdict, seen.win_rate, seen.p_value) == ("same", None, 1.0)


def test_a_few_decided_records_are_not_enough_and_it_says_how_many_more(judging: Made) -> None:
    _, found = judging
    chosen = dict(zip(found.placings, ["B", "B", "A", "B", "A", "A", "B", "B"], strict=False))
    vote(found, "ann", lambda name: chosen.get(name, "tie"))
    seen = results_of(found)
    assert (seen.outcomes["A"], seen.outcomes["B"]) == (3, 5)
    assert seen.verdict.verdict == "not enough data"
    assert seen.verdict.more_records
    assert f"About {seen.verdict.more_records:,} more records" in seen.verdict.sentence


def test_nothing_is_judged_before_the_last_vote_unless_that_is_asked_for(judging: Made) -> None:
    _, found = judging
    vote(found, "ann", lambda _: "B", most=15)
    assert results_of(found).verdict.verdict == "not enough data"
    assert f"{len(found.placings) - 15} records still lack votes" in results_of(found).verdict.sentence
    assert results_of(found, early=True).verdict.verdict == "better"


def test_before_any_vote_there_is_nothing_to_say(judging: Made) -> None:
    seen = results_of(judging[1])
    assert (seen.votes, seen.voters, seen.agreement) == (0, (), None)
    assert seen.verdict.verdict == "not enough data"


def test_votes_of_one_record_count_as_one_record(teaching: Made) -> None:
    _, found = teaching
    first = set(list(found.placings)[:10])
    vote(found, "ann", lambda name: "B" if name in first else "both bad")
    vote(found, "bob", lambda name: "A" if name in first else "both bad")
    seen = results_of(found)
    assert seen.outcomes == {
        "A": 0,
        "B": 0,
        "tie": 10 + len(found.identical),
        "both bad": len(found.placings) - 10,
    }
    assert seen.preference is not None
    assert seen.preference.difference == 0


def test_agreement_and_each_voter_are_told(teaching: Made) -> None:
    _, found = teaching
    vote(found, "ann", lambda _: "B")
    vote(found, "bob", lambda name: "B" if coin("bob", name) < 0.75 else "A")
    seen = results_of(found)
    ann, bob = seen.voters
    assert (ann.name, ann.votes, ann.outcomes["B"]) == ("ann", len(found.placings), len(found.placings))
    assert ann.left == sum(one.left == "B" for one in found.placings.values())
    assert bob.outcomes["A"] + bob.outcomes["B"] == bob.votes
    assert seen.agreement is not None
    assert 0.5 < seen.agreement["raw"]["value"] < 0.95


def test_whoever_always_takes_the_left_one_is_found_out(judging: Made) -> None:
    _, found = judging
    vote(found, "ann", lambda name: found.placings[name].left)
    seen = results_of(found)
    assert (seen.left, seen.sided) == (len(found.placings), len(found.placings))
    assert seen.side_p_value < 1e-6
    assert seen.verdict.verdict == "not enough data"


def test_votes_by_a_coin_tell_no_difference(judging: Made) -> None:
    _, found = judging
    vote(found, "ann", lambda name: "AB"[coin("trial", name) < 0.5])
    assert results_of(found).verdict.verdict == "not enough data"


def test_everything_is_json(teaching: Made) -> None:
    _, found = teaching
    vote(found, "ann", lambda _: "B")
    told = json.loads(json.dumps(results_of(found).to_json()))
    assert told["preference"]["difference"] > 0.5
    assert told["verdict"]["verdict"] == "not enough data"
