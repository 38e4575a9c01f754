"""What stands: everything ingested, less what the plan in force dropped, as its mappers left it."""

import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests, standing_table
from tests.fakes.projects import make_project

RECIPE = "name: t\nclean: [normalise, length: {min_chars: 3}]\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    texts = ("SjÃ¶gren syndrome", "x", "acne")
    rows = [{"text": text, "response": "r", "group": "g", "truth": "r"} for text in texts]
    return make_project(tmp_path, rows, RECIPE)


def texts(project: Project) -> list[str]:
    return standing_table(project.tables)["text"].to_pylist()


def test_before_the_first_cleaning_everything_stands_as_it_came(project: Project) -> None:
    assert current_plan(project.tables) == []
    assert texts(project) == ["SjÃ¶gren syndrome", "x", "acne"]


def test_after_it_what_was_dropped_is_gone_and_what_was_repaired_is_shown(project: Project) -> None:
    clean(project)
    assert [commit.step for commit in current_plan(project.tables)] == ["normalise", "length"]
    assert texts(project) == ["Sjögren syndrome", "acne"]


def test_steps_can_be_left_out_to_see_what_stood_before_them(project: Project) -> None:
    clean(project)
    first = current_plan(project.tables)[:1]
    assert standing_table(project.tables, first)["text"].to_pylist() == ["Sjögren syndrome", "x", "acne"]
    assert standing_table(project.tables, []).num_rows == 3


def test_an_edit_leaves_id_place_and_meta_alone(project: Project) -> None:
    before = standing_table(project.tables).slice(0, 1).to_pylist()[0]
    clean(project)
    after = standing_table(project.tables).slice(0, 1).to_pylist()[0]
    assert {name for name in before if before[name] != after[name]} == {"text"}


def test_a_commit_that_somebody_removed_is_named(project: Project) -> None:
    clean(project)
    gone = current_plan(project.tables)[1]
    shutil.rmtree(gone.folder)
    with pytest.raises(VerilodeError, match=f"the cleaning's result {gone.id} is gone; run verilode clean"):
        texts(project)
    clean(project)
    assert texts(project) == ["Sjögren syndrome", "acne"]


def test_ingests_are_the_commits_that_brought_records(project: Project) -> None:
    clean(project)
    assert [commit.kinds for commit in ingests(project.tables)] == [{"records": 3}]
