"""People's votes beside a judge's verdicts on the same answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.commands.evaluate import show
from app.contests import with_people
from tests.fakes.answered import sheet_of
from tests.fakes.contests import BASE, RUN, started, vote
from training.evaluation.report import make_report

HASHES = {"base_hash": BASE.model, "tuned_hash": RUN.model}


def judged(winners: Mapping[str, str]) -> dict[str, Any]:
    return {**HASHES, "judge": {"model": "grader", "winners": dict(winners), "kappa": None, "voted": 0}}


@pytest.mark.parametrize(("people", "agreement"), [("B", 1.0), ("A", 0.0), ("tie", 0.0)])
def test_votes_between_the_two_models_count_by_record(tmp_path: Path, people: str, agreement: float) -> None:
    project, contest = started(tmp_path / "project")
    vote(contest, "ann", lambda record: people, most=5)
    winners = {one.record: "a" for one in contest.placings.values()}  # the judge always prefers the run
    found = with_people(project, judged(winners))["judge"]
    assert (found["agreement"], found["voted"], found["model"]) == (agreement, 5, "grader")


def test_votes_on_other_models_or_on_training_prompts_do_not_count(tmp_path: Path) -> None:
    project, contest = started(tmp_path / "project", "train")
    vote(contest, "ann", lambda record: "B", most=5)
    winners = {one.record: "a" for one in contest.placings.values()}
    assert with_people(project, judged(winners))["judge"]["voted"] == 0
    project, contest = started(tmp_path / "other")
    vote(contest, "ann", lambda record: "B", most=5)
    winners = {one.record: "a" for one in contest.placings.values()}
    assert with_people(project, {**judged(winners), "tuned_hash": "x" * 64})["judge"]["voted"] == 0


def test_a_report_without_a_judge_stays_as_it_is(tmp_path: Path) -> None:
    project, _ = started(tmp_path / "project")
    assert with_people(project, HASHES) == HASHES


def test_the_agreement_is_one_line_behind_the_judges() -> None:
    judge = {
        "model": "grader",
        "win_rate": 0.75,
        "n": 20,
        "flip_rate": 0.1,
        "agreement": 0.8,
        "voted": 10,
        "kappa": 0.5,
    }
    lines = list(show(make_report({"test": sheet_of(["a"], {"base": ["b"], "tuned": ["a"]})}, facts={"judge": judge})))
    assert "  names people's winner in 80% of 10 votes, Cohen's kappa 0.50" in lines
