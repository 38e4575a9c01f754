"""Exporting: a sound snapshot or the standing records as files, with every record accounted for."""

import json
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.exports import EXPORTS
from pipelines.run.clean import clean
from pipelines.run.export import export_records, export_snapshot
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.snapshots import SPLITS, list_snapshots
from tests.fakes.exchanged import content
from tests.fakes.frozen import frozen


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return frozen(tmp_path / "project")


def snapshot(project: Project) -> str:
    return list_snapshots(project.snapshots)[0].id


def standing_project(folder: Path, *rows: dict[str, object]) -> Project:
    """A project with these rows ingested under the names they have, and cleaned."""
    folder.mkdir()
    (folder / "verilode.yaml").write_text("name: any\ntask: {labels: []}\nclean: [normalise]\n")
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    project = Project.open(folder)
    ingest(project, [folder / "rows.jsonl"], ColumnMapping.parse())
    clean(project)
    return project


def test_every_split_of_a_snapshot_becomes_a_file(project: Project, tmp_path: Path) -> None:
    report = export_snapshot(project, snapshot(project)[:6], "trl_prompt_completion", tmp_path / "out")
    counts = list_snapshots(project.snapshots)[0].manifest["counts"]
    assert report.files == ["test.jsonl", "train.jsonl", "validation.jsonl"]
    assert (report.counts, report.rows, report.snapshot) == (counts, counts, snapshot(project))
    assert (report.in_, report.kept, report.dropped) == (sum(counts.values()), sum(counts.values()), 0)
    first = json.loads((tmp_path / "out" / "train.jsonl").read_text().splitlines()[0])
    assert first == {
        "prompt": [{"role": "user", "content": "Which chapter? acne, left"}],
        "completion": [{"role": "assistant", "content": "skin"}],
    }


@pytest.mark.parametrize("name", EXPORTS.names())
def test_every_format_takes_the_columns_of_a_snapshot(project: Project, tmp_path: Path, name: str) -> None:
    options = {"unmarked_is_good": True} if name == "trl_unpaired" else {}
    if name == "trl_preference":
        with pytest.raises(VerilodeError, match="nothing to export .*: 27 records with no rejected answer"):
            export_snapshot(project, snapshot(project), name, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        return
    report = export_snapshot(project, snapshot(project), name, tmp_path / "out", options)
    assert (report.kept, report.dropped, report.lost) == (sum(report.counts.values()), 0, {})


def test_names_of_people_and_files_are_written_only_on_request(project: Project, tmp_path: Path) -> None:
    export_snapshot(project, snapshot(project), "csv", tmp_path / "plain")
    export_snapshot(project, snapshot(project), "csv", tmp_path / "origin", {"origin": True})
    plain, origin = ((tmp_path / name / "train.csv").read_text().splitlines()[0] for name in ("plain", "origin"))
    assert plain.count(",") == 12
    assert '"verified_by","verified_at","blind","confidence","file","line","cluster"' in origin


def test_a_snapshot_that_was_changed_is_refused(project: Project, tmp_path: Path) -> None:
    (project.snapshots / snapshot(project) / "data" / "test.parquet").write_bytes(b"PAR1")
    with pytest.raises(VerilodeError, match=r"is not as it was frozen: data/test\.parquet: changed"):
        export_snapshot(project, snapshot(project), "jsonl", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(project: Project, tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="already exists; choose another --out"):
        export_snapshot(project, snapshot(project), "jsonl", tmp_path)


def test_a_wrong_format_or_option_is_one_line(project: Project, tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="did you mean 'alpaca'"):
        export_snapshot(project, snapshot(project), "alpacca", tmp_path / "out")
    with pytest.raises(VerilodeError, match="it has: drop_system, ids"):
        export_snapshot(project, snapshot(project), "alpaca", tmp_path / "out", {"id": True})


def test_what_a_format_lacks_is_said_before_it_is_written(project: Project, tmp_path: Path) -> None:
    said: list[Progress] = []
    with reporting_to(said.append):
        export_snapshot(project, snapshot(project), "alpaca", tmp_path / "out")
    label = "export alpaca (no system message, no conversation, no rejected answer)"
    assert said[0] == Progress(label, 0, None)


def test_the_standing_records_are_exported_labelled_or_not(tmp_path: Path) -> None:
    rows = [
        {"text": "no  label"},
        {"instruction": "Q", "response": "A", "rejected": "B", "system": "S"},
        {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]},
    ]
    project = standing_project(tmp_path / "project", *rows)
    report = export_records(project, "jsonl", tmp_path / "all")
    assert (report.files, report.counts, report.snapshot) == (["records.jsonl"], {"records": 3}, None)
    back = [json.loads(line) for line in (tmp_path / "all" / "records.jsonl").read_text().splitlines()]
    assert [content(row) for row in back] == [{"text": "no label"}, *rows[1:]]
    report = export_records(project, "alpaca", tmp_path / "alpaca", {"drop_system": True, "ids": True})
    assert (report.in_, report.kept, report.left_out) == (3, 2, {"no answer": 1})
    assert report.lost == {"rejected": 1, "system": 1}
    first = json.loads((tmp_path / "alpaca" / "records.json").read_text())[0]
    assert first == {"record_id": back[1]["record_id"], "instruction": "Q", "input": "", "output": "A"}


def test_an_empty_project_has_nothing_to_export(tmp_path: Path) -> None:
    project = standing_project(tmp_path / "project")
    with pytest.raises(VerilodeError, match="nothing to export as xlsx: there are no records"):
        export_records(project, "xlsx", tmp_path / "out")


def test_a_snapshot_comes_back_from_its_export_as_the_same_records(project: Project, tmp_path: Path) -> None:
    export_snapshot(project, snapshot(project), "csv", tmp_path / "out")
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "verilode.yaml").write_text("name: again\ntask: {labels: []}\n")
    again = Project.open(tmp_path / "again")
    ingest(again, [tmp_path / "out" / f"{split}.csv" for split in SPLITS], ColumnMapping.parse())
    found = again.tables.read("records").to_pylist()
    wanted = [row for split in SPLITS for row in list_snapshots(project.snapshots)[0].rows(split).to_pylist()]
    assert [content(row) for row in found] == [content(row) for row in wanted]
    assert [json.loads(row["meta"])["record_id"] for row in found] == [row["record_id"] for row in wanted]
