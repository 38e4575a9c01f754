"""Lineage: the whole path of a kept, a dropped and a corrected record."""

from pathlib import Path

import pytest

from annotation.review.decisions import Decision, decide
from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.run.freeze import freeze
from pipelines.run.lineage import lineage
from pipelines.store.project import Project
from pipelines.store.selection import ingests
from pipelines.store.tables import Counts
from tests.fakes.projects import make_project

RECIPE = """
name: t
task: {labels: [eye, skin]}
clean: [normalise, dedupe: {unit: char}]
"""
TEXTS = ("SjÃ¶gren syndrome of the left eye", "acne of the whole face", "Acne of the whole face.", "cataract")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    rows = [{"text": t, "response": "eye", "group": f"g{i}", "truth": "eye"} for i, t in enumerate(TEXTS)]
    project = make_project(tmp_path, rows, RECIPE)
    clean(project)
    return project


def ids(project: Project) -> list[str]:
    return project.tables.read("records", ingests(project.tables))["record_id"].to_pylist()


def test_a_record_nobody_touched_has_its_source_line_and_no_more(project: Project) -> None:
    found = lineage(project, ids(project)[3])
    assert (found.file, found.line, found.content) == (
        "rows.csv",
        5,
        {"response": "eye", "text": "cataract"},
    )
    assert (found.edits, found.cluster, found.dropped, found.suggestion) == ([], None, None, None)
    assert (found.annotations, found.snapshots, found.outputs) == ([], [], [])


def test_a_repaired_record_shows_the_old_and_the_new_text(project: Project) -> None:
    found = lineage(project, ids(project)[0])
    assert found.content["text"] == "SjÃ¶gren syndrome of the left eye"
    assert [edit["text"] for edit in found.edits] == ["Sjögren syndrome of the left eye"]
    assert found.edits[0]["commit"] == project.tables.latest("normalise").id


def test_a_dropped_copy_names_step_reason_and_the_record_it_copies(project: Project) -> None:
    names = ids(project)
    found = lineage(project, names[1])
    assert {name: found.dropped[name] for name in ("step", "rule", "duplicate_of")} == {
        "step": "dedupe",
        "rule": "near_duplicate",
        "duplicate_of": names[2],
    }
    assert (found.cluster["cluster"], found.cluster["keep"]) == (names[2], False)
    assert lineage(project, names[2]).cluster["keep"] is True


def test_a_corrected_record_goes_from_suggestion_to_person_to_snapshot_to_the_models_answer(project: Project) -> None:
    name = ids(project)[2]
    suggestion = {"record_id": name, "value": "eye", "confidence": 0.7, "labeler": "local"}
    with project.tables.begin("suggest") as writer:
        writer.write("suggestions", [suggestion])
        writer.counts = Counts(1, 1, 0, 0)
    decide(project, "ann", [Decision("d1", name, "submitted", "skin", "see guideline")])
    snapshot = freeze(project).snapshot
    output = {"record_id": name, "set": "test", "model": "tuned", "prompt": "?", "expected": "skin", "answered": "skin"}
    with project.tables.begin("evaluate") as writer:
        writer.write("outputs", [output])
    found = lineage(project, name)
    assert (found.suggestion["value"], found.suggestion["confidence"]) == ("eye", 0.7)
    assert [(a["actor"], a["value"], a["note"]) for a in found.annotations] == [("ann", "skin", "see guideline")]
    ((place, by),) = [((p["snapshot"], p["response"], p["label_state"]), p["verified_by"]) for p in found.snapshots]
    assert (place, by) == ((snapshot.id, "skin", "corrected"), "ann")
    assert found.outputs == [{"commit": project.tables.latest("evaluate").id, **output}]


def test_the_first_digits_are_enough(project: Project) -> None:
    name = ids(project)[3]
    assert lineage(project, name[:10]).record_id == name


@pytest.mark.parametrize(
    ("wanted", "line"), [("zz", "no record with id 'zz'"), ("", "4 records with id ''; give more of its digits")]
)
def test_an_unknown_or_ambiguous_id_is_one_line(project: Project, wanted: str, line: str) -> None:
    with pytest.raises(VerilodeError) as caught:
        lineage(project, wanted)
    assert str(caught.value) == line
