"""`verilode history`: of all, of a person, of a record."""

from pathlib import Path

import pytest

from annotation.review.decisions import Decision, decide
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.review import review_project, say, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = review_project(tmp_path, 3)
    first, second, _ = truths(project)
    say(project, "ann", first, "eye", note="page 2", phase="pilot")
    say(project, "bob", second, None, "skipped")
    say(project, "ann", first, None, "draft")
    return project


def test_one_line_per_act_newest_first(project: Project) -> None:
    lines = Shell(project.root)("history").out.splitlines()
    assert [line.rpartition("  ")[2].strip() for line in lines] == ["taken back", "skipped", "submitted eye (page 2)"]


def test_a_person_and_a_record(project: Project) -> None:
    shell, [first, second, third] = Shell(project.root), truths(project)
    assert [act["action"] for act in shell.json("history --actor ann --last 1")["acts"]] == ["draft"]
    assert [act["actor"] for act in shell.json(f"history {second}")["acts"]] == ["bob"]
    assert shell(f"history {third}").out == "nothing yet\n"
    assert "--last must be at least 1" in shell(f"history {first} --last 0").err


def test_an_old_guideline_can_still_be_read(project: Project) -> None:
    shell, [first, *_] = Shell(project.root), truths(project)
    recipe = project.root / "verilode.yaml"
    decide(Project.open(project.root), "cem", [Decision("d1", first, "submitted", "eye")])
    version = shell.json(f"history {first} --actor cem")["acts"][0]["guideline"]
    before = Project.open(project.root).recipe.task.guideline
    recipe.write_text(recipe.read_text().replace(before, "Choose otherwise."))
    assert shell("history", "--guideline", version).out == f"{before}\n"
    assert "no decision was made by a guideline of version 'x'" in shell("history --guideline x").err
