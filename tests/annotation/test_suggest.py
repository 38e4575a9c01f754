"""Suggestions as a verb of a project: what is asked, stored, paid for, kept and taught."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotation.review.decisions import Decision, decide
from annotation.suggest import estimate, suggest
from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.labels import labels, suggestions
from pipelines.store.project import Project
from tests.fakes import openai_server as fake
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.projects import RECIPE, diagnoses, make_project

OPTIONS = {"first_wait": 0.01, "max_attempts": 2, "price_in": 10_000.0, "price_out": 10_000.0}
"""The fake counts 100 tokens sent and 20 answered: 1.20 for an answer."""


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as running:
        yield running


def asking(folder: Path, server: FakeOpenAI, records: int = 30, more: str = "", **options: Any) -> Project:
    chosen = json.dumps({"base_url": server.base_url, **OPTIONS, **options})
    return make_project(folder, diagnoses(records), f"{RECIPE}suggest: {{labeler: openai, options: {chosen}{more}}}\n")


def answer(project: Project, count: int) -> list[str]:
    """The first records' ids, answered by a person."""
    first = [record for record, _ in labels(project)][:count]
    made = [Decision(f"d-{one.record_id}", one.record_id, "submitted", one.meta["truth"]) for one in first]
    decide(project, "ann", made)
    return [one.record_id for one in first]


def asked_ids(server: FakeOpenAI) -> list[str]:
    return sorted(json.loads(call["messages"][1]["content"])["record"]["record_id"] for call in server.calls)


def test_every_open_record_gets_a_suggestion_with_its_basis(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server)
    report = suggest(project)
    assert (report.asked, report.suggested, report.causes) == (30, 30, {})
    assert {(one.labeler, one.basis) for one in suggestions(project).values()} == {
        ("openai:gpt-4.1-mini", "token probabilities")
    }


def test_the_report_tells_what_it_cost_and_what_was_expected(tmp_path: Path, server: FakeOpenAI) -> None:
    report = suggest(asking(tmp_path, server))
    assert (report.spent["calls"], report.spent["money"]) == (30, pytest.approx(36.0))
    assert report.spent_in_all == report.spent
    assert (report.estimate["records"], report.estimate["stored"]) == (30, 0)


def test_new_answers_change_few_prompts_and_only_those_are_paid_for(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, examples_per_prompt=0)
    suggest(project)
    answer(project, 5)
    report = suggest(project)
    assert (report.asked, report.reused, report.spent["calls"], report.estimate["stored"]) == (25, False, 0, 30)
    assert report.spent_in_all["calls"] == len(server.calls) == 30


def test_verified_records_are_asked_about_as_well_and_kept_apart(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, examples_per_prompt=3)
    answered = answer(project, 10)
    assert suggest(project).asked == 20
    [commit] = project.tables.commits("suggest")
    assert sorted(project.tables.read("checks", [commit])["record_id"].to_pylist()) == sorted(answered)
    assert not set(answered) & suggestions(project).keys()
    assert all(own_answer_unseen(call) for call in server.calls)


def own_answer_unseen(call: dict[str, Any]) -> bool:
    """Whether no example in a prompt is the record itself."""
    data = json.loads(call["messages"][1]["content"])
    return data["record"]["text"] not in [example["text"] for example in data["examples"]]


def test_checks_can_be_left_out(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, more=", checks: 0")
    answer(project, 10)
    suggest(project)
    assert len(server.calls) == 20


def test_examples_that_were_shown_are_written_down_as_taught(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, examples_per_prompt=3)
    answered = answer(project, 10)
    report = suggest(project)
    taught = project.tables.read("taught", project.tables.commits("suggest"))["record_id"].to_pylist()
    assert (len(taught), taught) == (report.taught, sorted(set(taught) & set(answered)))
    assert taught


def test_records_of_known_truth_are_asked_about_and_teach_nothing(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, examples_per_prompt=3)
    known = next(record.record_id for record, _ in labels(project))
    project.events.append(Event("golden-1", "golden.set", known, "expert", {"value": "eye"}))
    assert suggest(project).asked == 30
    assert known in asked_ids(server)
    assert project.tables.read("taught")["record_id"].to_pylist() == []


def test_the_recipes_budget_is_a_hard_stop_and_more_goes_on_from_there(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server, more=", budget: 40", max_answer_tokens=100)
    report = suggest(project)
    assert set(report.causes) == {"budget"}
    assert report.spent["money"] <= 40
    paid = len(server.calls)
    assert 0 < paid < 30
    rest = suggest(project, budget=1000.0)
    assert (rest.reused, rest.suggested, rest.spent["calls"], len(server.calls)) == (False, 30, 30 - paid, 30)


def test_an_estimate_asks_and_stores_nothing(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server)
    found = estimate(project, budget=5.0)
    assert (found.estimate.records, found.estimate.stored, found.budget) == (30, 0, 5.0)
    assert found.estimate.money > 0
    assert (server.calls, project.tables.commits("suggest"), (tmp_path / "answers").exists()) == ([], [], False)


def test_the_local_labeler_costs_nothing(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(60))
    assert estimate(project).estimate.money == 0.0
    answer(project, 30)
    assert suggest(project).spent["calls"] == 0


def test_options_lie_over_those_of_the_recipe(tmp_path: Path, server: FakeOpenAI) -> None:
    project = asking(tmp_path, server)
    suggest(project, options={"model": "other"})
    assert {call["model"] for call in server.calls} == {"other"}


def test_what_no_answer_came_for_is_asked_again(tmp_path: Path) -> None:
    with FakeOpenAI() as nothing:
        project = asking(tmp_path, nothing)
        one = next(record.record_id for record, _ in labels(project))
    with FakeOpenAI({one: [fake.status(500), fake.status(500), fake.good]}) as server:
        options = {"base_url": server.base_url}
        assert suggest(project, options=options).causes == {"endpoint: HTTP 500, 2 attempts": 1}
        assert suggest(project, options=options).causes == {}
        assert suggest(project, options=options).reused is True
        assert len(server.calls) == 32


@pytest.mark.parametrize("budget", ["much", True, -1])
def test_a_budget_that_is_no_number_is_one_line(tmp_path: Path, server: FakeOpenAI, budget: Any) -> None:
    project = asking(tmp_path, server, more=f", budget: {json.dumps(budget)}")
    with pytest.raises(VerilodeError, match="budget must be a number"):
        suggest(project)


@pytest.mark.parametrize("polite", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_its_answers_and_the_next_one_goes_on(tmp_path: Path, polite: signal.Signals) -> None:
    with FakeOpenAI() as nothing:
        project = asking(tmp_path, nothing, 60)
        slowly = {record.record_id: [fake.slow(0.03)] for record, _ in labels(project)}
    with FakeOpenAI(slowly) as server:
        script = "import sys; from app.cli import main; sys.exit(main())"
        words = [f"base_url={server.base_url}", "concurrency=2"]
        line = [
            sys.executable,
            "-c",
            script,
            "suggest",
            "--project",
            str(tmp_path),
            "--set",
            words[0],
            "--set",
            words[1],
        ]
        process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
        while len(server.calls) < 10 and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(polite)
        _, said = process.communicate(timeout=20)
        assert (process.returncode, "cancelled" in said, project.tables.commits("suggest")) == (1, True, [])
        before = len(server.calls)
        report = suggest(project, options={"base_url": server.base_url})
        assert report.suggested == 60
        assert before < 60
        assert len(server.calls) <= 62  # at most the two that were under way are asked twice
