"""Votes and voters: what is agreed on is sure, what one doubtful voter says is not."""

import numpy as np
import pytest

from annotation.comparison.strength import strengths


def test_one_vote_is_as_sure_as_somebody_unknown_is_reliable() -> None:
    found = strengths([("r1", "ann", 1), ("r2", "bob", -1)])
    assert found.first == pytest.approx({"r1": 0.8, "r2": 0.2})
    assert found.reliability == pytest.approx({"ann": 0.8, "bob": 0.8})


def test_a_thousand_votes_of_one_person_alone_are_no_surer() -> None:
    found = strengths([(f"r{n}", "ann", 1) for n in range(1000)])
    assert set(np.round(list(found.first.values()), 6)) == {0.8}


def test_more_votes_make_a_preference_surer_and_a_split_leaves_none() -> None:
    votes = [("three", v, 1) for v in "abc"] + [("two", v, s) for v, s in zip("abc", (1, 1, -1), strict=True)]
    found = strengths([*votes, ("tie", "a", 0)]).first
    assert found["three"] > 0.95 > found["two"] > 0.7
    assert found["tie"] == 0.5
    assert strengths([("split", "a", 1), ("split", "b", -1)]).first["split"] == pytest.approx(0.5)


def test_a_voter_at_random_is_found_and_moves_little() -> None:
    rng = np.random.default_rng(1)
    truth = rng.choice([-1, 1], 150)
    votes = []
    for record, wins in enumerate(truth):
        votes += [(f"r{record}", voter, int(wins if rng.random() < 0.9 else -wins)) for voter in ("ann", "bob")]
        votes.append((f"r{record}", "dice", int(rng.choice([-1, 1]))))
    found = strengths([*votes, ("new", "dice", 1), ("other", "ann", 1)])
    assert found.reliability["ann"] == pytest.approx(0.9, abs=0.07)
    assert found.reliability["dice"] == pytest.approx(0.5, abs=0.07)
    assert found.first["new"] < 0.6 < 0.8 < found.first["other"]
    right = np.mean([(found.first[f"r{n}"] > 0.5) == (wins > 0) for n, wins in enumerate(truth)])
    assert right > 0.88


def test_nobodys_vote_counts_against_what_he_said() -> None:
    votes = [(f"r{n}", voter, -1 if voter == "contrary" else 1) for n in range(50) for voter in ("a", "b", "contrary")]
    found = strengths([*votes, ("last", "contrary", 1)])
    assert found.reliability["contrary"] == 0.5
    assert found.first["last"] == 0.5
