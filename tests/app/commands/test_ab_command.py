"""`verilode ab`: voting and what comes of it, without a model."""

from pathlib import Path

import pytest

from annotation.comparison.contest import Contest
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.contests import started, vote

Made = tuple[Project, Contest]


@pytest.fixture
def judging(tmp_path: Path) -> Made:
    return started(tmp_path)


@pytest.fixture
def teaching(tmp_path: Path) -> Made:
    return started(tmp_path, "train")


def test_contests_are_listed_with_how_far_they_are(judging: Made) -> None:
    project, found = judging
    vote(found, "ann", lambda _: "B", most=3)
    assert Shell(project.root)("ab").out == (
        f"{found.id}  base against run1 on test: 3 of {len(found.placings)} votes by ann\n"
    )


def test_without_a_contest_it_says_how_to_start_one(tmp_path: Path) -> None:
    Project.create(tmp_path / "p", "legal")
    assert "verilode ab start" in Shell(tmp_path / "p")("ab list").out
    assert "no contest with id 'x'" in Shell(tmp_path / "p")("ab results x").err


def test_a_person_votes_record_by_record_and_is_never_told_who_is_who(judging: Made) -> None:
    project, found = judging
    shell = Shell(project.root)
    told = shell("ab vote --voter ann")
    record = told.out.splitlines()[0].removeprefix("record ")
    placing = found.placings[record]
    assert "left: " in told.out
    side = "left" if placing.left == "B" else "right"
    after = shell("ab vote", found.id, record[:10], side, "--voter", "ann")
    assert after.out.startswith("stored\nrecord ")
    assert not {"base", "run1", placing.record} & set((told.out + after.out).split())
    result = shell.json("ab results")
    assert (result["votes"], result["outcomes"]["B"]) == (1, 1)


def test_a_script_votes_until_nothing_is_left(judging: Made) -> None:
    project, found = judging
    shell = Shell(project.root)
    shown, votes = shell.json("ab vote --voter bot"), 0
    while shown["record"]:
        better = "left" if len(shown["left"]) < len(shown["right"]) else "right"
        shown, votes = shell.json("ab vote latest", shown["record"], better, "--voter", "bot"), votes + 1
    assert votes == len(found.placings)
    result = shell.json("ab results", found.id)
    assert (result["verdict"]["verdict"], result["open"]) == ("better", 0)
    assert shell("ab vote --voter bot").out == f"nothing is left for bot in contest {found.id}\n"


def test_results_name_the_models_and_say_how_sure_it_is(judging: Made) -> None:
    project, found = judging
    vote(found, "ann", lambda _: "B")
    lines = Shell(project.root)("ab results").out.splitlines()
    assert lines[0] == f"contest {found.id}: A is base, B is run1"
    assert lines[2].startswith("B wins 100% of the decided records (")
    assert lines[-1].startswith("verdict: better. On 48 records B wins")


@pytest.mark.parametrize("words", [["latest", "ab"], ["latest", "zz", "left"], ["latest", "ab", "first"]])
def test_half_a_vote_or_a_wrong_one_is_refused_in_one_line(judging: Made, words: list[str]) -> None:
    ran = Shell(judging[0].root)("ab vote", *words)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)


def test_votes_become_a_snapshot_of_pairs(teaching: Made) -> None:
    project, found = teaching
    vote(found, "ann", lambda _: "B")
    shell = Shell(project.root)
    told = shell.json("ab pairs")
    assert told["train"] + told["validation"] == len(found.placings)
    assert told["dropped"] == {"identical answers": len(found.identical)}
    assert told["chosen_longer"] == 0
    lines = shell("ab pairs").out.splitlines()
    assert lines[-1] == f"train on them: verilode train dpo --snapshot {told['snapshot']} --start RUN"
    assert shell.json("snapshot verify", told["snapshot"])["problems"] == []


def test_test_prompts_are_never_trained_on(judging: Made) -> None:
    project, found = judging
    assert "test prompts" in Shell(project.root)("ab train").err
    assert Shell(project.root)("ab pairs", found.id).code == 1
