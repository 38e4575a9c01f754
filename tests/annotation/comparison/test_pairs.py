"""Votes become pairs where people are sure, and every record that makes none is counted with its reason."""

import pytest

from annotation.comparison.contest import Contest
from annotation.comparison.freeze import freeze_pairs
from annotation.comparison.pairs import alike, pairs_of
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from pipelines.store.snapshots import load_snapshot, verify_snapshot
from tests.fakes.contests import vote

Made = tuple[Project, Contest]


def test_what_people_prefer_is_chosen(teaching: Made) -> None:
    _, found = teaching
    for name in ("ann", "bob"):
        vote(found, name, lambda _: "B")
    made = pairs_of(found)
    assert len(made.pairs) == len(found.placings)
    assert all(one.chosen.startswith("It is ") and "could not say" in one.rejected for one in made.pairs)
    assert {(one.winner, one.voters) for one in made.pairs} == {("B", ("ann", "bob"))}
    assert min(one.sure for one in made.pairs) > 0.9
    assert made.dropped == {"identical answers": len(found.identical)}


def test_every_record_without_a_pair_has_its_reason(teaching: Made) -> None:
    _, found = teaching
    names = list(found.placings)
    kinds = dict(zip(names, ["B"] * 20 + ["tie"] * 5 + ["both bad"] * 4 + ["differ"] * 3, strict=False))
    vote(found, "ann", lambda name: {"differ": "A"}.get(kinds.get(name, "tie"), kinds.get(name, "tie")), most=32)
    vote(found, "bob", lambda name: {"differ": "B"}.get(kinds.get(name, "tie"), kinds.get(name, "tie")), most=32)
    made = pairs_of(found)
    assert sum(made.dropped.values()) + len(made.pairs) == len(names) + len(found.identical)
    assert set(made.dropped) <= {
        "identical answers",
        "no vote yet",
        "both answers are bad",
        "equally good",
        "people are not sure (below 0.6)",
    }
    assert made.dropped["no vote yet"] > 0


def test_people_who_differ_make_no_pair(teaching: Made) -> None:
    _, found = teaching
    vote(found, "ann", lambda _: "A")
    vote(found, "bob", lambda _: "B")
    made = pairs_of(found)
    assert made.pairs == ()
    assert made.dropped["people are not sure (below 0.6)"] == len(found.placings)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("skin", "eye", 0.0, 0.0),
        ("The answer is no, of course not.", "The answer is no, of course no", 0.9, 0.99),
        ("Same  text", "same text", 1.0, 1.0),
        ("eye.", "Eye", 1.0, 1.0),
        ("", "", 1.0, 1.0),
        ("a", "", 0.0, 0.0),
    ],
)
def test_alike_is_about_words_and_not_about_full_stops(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most


def test_a_set_in_which_the_longer_answer_wins_is_warned_about(teaching: Made) -> None:
    _, found = teaching
    vote(found, "ann", lambda _: "A")
    assert "the longer answer is chosen in 100%" in pairs_of(found).warning


def test_pairs_become_a_snapshot_whose_test_is_the_projects_own(teaching: Made) -> None:
    project, found = teaching
    for name in ("ann", "bob"):
        vote(found, name, lambda _: "B")
    source = load_snapshot(project.snapshots, found.snapshot)
    frozen = freeze_pairs(project, found)
    snapshot = frozen.snapshot
    assert verify_snapshot(snapshot) == []
    assert snapshot.manifest["identity"]["leaks"]["total"] == 0
    assert snapshot.manifest["identity"]["parents"] == [source.id]
    assert snapshot.rows("test").equals(source.rows("test"))
    for split in ("train", "validation"):
        rows = snapshot.rows(split).to_pylist()
        assert {row["record_id"] for row in rows} < set(source.rows(split)["record_id"].to_pylist())
        assert all(row["response"].startswith("It is ") and row["rejected"] for row in rows)
        assert {row["verified_by"] for row in rows} == {"ann, bob"}
    assert snapshot.manifest["counts"]["train"] + snapshot.manifest["counts"]["validation"] == len(frozen.pairs.pairs)
    assert freeze_pairs(project, found).snapshot.id == snapshot.id
    assert [event.payload["snapshot"] for event in project.events.events("ab.frozen")] == [snapshot.id]


def test_test_prompts_make_no_pairs(judging: Made) -> None:
    project, found = judging
    vote(found, "ann", lambda _: "B")
    with pytest.raises(VerilodeError, match="could not be measured on them any more"):
        freeze_pairs(project, found)


def test_votes_that_make_no_pair_are_told_with_their_reasons(teaching: Made) -> None:
    project, found = teaching
    with pytest.raises(VerilodeError, match=f"make no pair yet: .*{len(found.placings)} no vote yet"):
        freeze_pairs(project, found)
