"""Which verified records may teach a labeler."""

from pathlib import Path

import pyarrow as pa
import pytest

from annotation.teaching import held_out, teachers
from pipelines.core.records import Record
from pipelines.kinds import kind_of
from pipelines.store.labels import Annotation
from pipelines.store.project import Project
from pipelines.store.snapshots import ROW_SCHEMA, write_snapshot


def row(name: str, cluster: str | None = None, group: str | None = None) -> dict[str, str | None]:
    return {"record_id": name, "instruction": name, "response": "eye", "cluster": cluster or name, "group": group}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose only snapshot trains on a and b and measures on c and d."""
    (tmp_path / "verilode.yaml").write_text("name: chapters\ntask: {labels: [skin, eye]}\n")
    splits = {
        "train": [row("a", "a", "one"), row("twin of d", "d")],
        "validation": [row("c", "c", "two")],
        "test": [row("d", "d")],
    }
    tables = {name: pa.Table.from_pylist(rows, schema=ROW_SCHEMA) for name, rows in splits.items()}
    write_snapshot(tmp_path / "snapshots", tables, {"parents": []}, [])
    return Project.open(tmp_path)


def said(name: str, status: str = "submitted") -> Annotation:
    return Annotation(name, "ann", status, "eye", None, None, True, None, False, 1, "")


def taught(project: Project, *records: Record, status: str = "submitted", fixed: tuple[str, ...] = ()) -> list[str]:
    answers = {record.record_id: said(record.record_id, status) for record in records}
    questions = [kind_of("classify").question(record) for record in records]
    golden = {name: said(name) for name in fixed}
    found, left_out = teachers(records, questions, answers, golden, held_out(project))
    assert len(found) + left_out == (len(records) - len(fixed) if status == "submitted" else 0)
    return [example.record_id for example in found]


def test_records_of_the_train_side_and_new_ones_teach(project: Project) -> None:
    assert taught(project, Record("a", text="x"), Record("new", text="y", group="three")) == ["a", "new"]


@pytest.mark.parametrize(
    "record",
    [Record("c", text="x"), Record("d", text="x"), Record("twin of d", text="x"), Record("new", text="x", group="two")],
    ids=["validation", "test", "twin", "group"],
)
def test_what_a_snapshot_measures_on_teaches_nothing(project: Project, record: Record) -> None:
    assert taught(project, record) == []


def test_known_truth_and_rejected_records_teach_nothing(project: Project) -> None:
    assert taught(project, Record("a", text="x"), fixed=("a",)) == []
    assert taught(project, Record("a", text="x"), status="discarded") == []


def test_without_snapshots_nothing_is_held_out(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: chapters\n")
    assert held_out(Project.open(tmp_path)).records == set()
