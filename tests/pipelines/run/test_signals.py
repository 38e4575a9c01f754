"""Trying thresholds: the same answer a cleaning would give, without writing anything."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.run.ingest import ingest
from pipelines.run.signals import Stratum, Trial, what_if
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project

LINES = "this is one line here\\n" * 2 + "and this is the second\\nand this is the third one\\n"
ROWS = "".join(
    '{"instruction": "%s", "response": "%s", "source_": "%s"}\n' % row  # noqa: UP031 - braces all around
    for row in (
        ("List the lines of it.", LINES + "this is one line here", "a"),
        ("List the lines of it.", LINES + "and here is the fourth", "b"),
        ("What is a lease?", "A contract to use the land of another for rent.", "a"),
        ("todo", "A contract to use the land of another for rent.", "a"),
    )
)
RECIPE = "name: t\nclean: [placeholder, instruction: {max_repeated: 0.3}, length]\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "verilode.yaml").write_text(RECIPE)
    (tmp_path / "rows.jsonl").write_text(ROWS)
    project = Project.open(tmp_path)
    ingest(
        project,
        [tmp_path / "rows.jsonl"],
        ColumnMapping.parse({"instruction": "instruction", "response": "response", "group": "source_"}),
    )
    clean(project)
    return project


def test_the_present_options_give_the_present_counts(project: Project) -> None:
    found = what_if(project, "instruction", {})
    assert (found.in_, found.kept, found.dropped) == (3, 2, 1)
    assert found.rules["repeats"] == 1


def test_another_threshold_gives_what_a_cleaning_with_it_gives(project: Project) -> None:
    found = what_if(project, "instruction", {"max_repeated": 0.1})
    (project.root / "verilode.yaml").write_text(RECIPE.replace("0.3", "0.1"))
    again = Project.open(project.root)
    counts = clean(again)[1].counts
    assert (found.in_, found.kept, found.dropped) == (counts.in_, counts.kept, counts.dropped) == (3, 1, 2)


def test_nothing_is_written(project: Project) -> None:
    before = [commit.id for commit in project.tables.commits()]
    what_if(project, "instruction", {"max_repeated": 0.1}, by="length")
    assert [commit.id for commit in project.tables.commits()] == before


def test_strata_are_counted_among_what_stands_before_the_filter(project: Project) -> None:
    trial = Trial(project, "instruction", by="group")
    assert trial.what_if({}).strata == [Stratum("a", 1, 1), Stratum("b", 1, 0)]
    assert trial.what_if({"max_repeated": 1.0}).strata == [Stratum("a", 2, 0), Stratum("b", 1, 0)]


def test_a_filter_with_all_rules_off_keeps_everything(project: Project) -> None:
    names = ("empty", "echo", "refusal", "cut_off", "repeats", "placeholder", "template_mark")
    found = what_if(project, "instruction", dict.fromkeys(names, False))
    assert (found.in_, found.kept, found.rules) == (3, 3, {})


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("dedupe", {}, "'dedupe' reads the texts"),
        ("lenght", {}, "no cleaning step called 'lenght'"),
        ("instruction", {"max_repeat": 1}, "has no option 'max_repeat'"),
        ("instruction", {"labels": ["yes"]}, "the signals 'instruction' that instruction needs are not there"),
    ],
)
def test_what_cannot_be_tried_is_one_line(project: Project, name: str, options: dict, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        what_if(project, name, options)
