"""Ingest: ids are stable, nothing vanishes, reading a file again adds nothing."""

import base64
import gzip
import json
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import standing_table
from pipelines.store.tables import Counts

PLAIN = ColumnMapping.parse(["text=title", "response=chapter"])
ROWS = b'{"title": "Femur fracture", "chapter": "injury"}\n{"title": "Acne", "chapter": "skin"}\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "verilode.yaml").write_text("name: test\n")
    return Project.open(tmp_path)


def write(project: Project, content: bytes, name: str = "rows.jsonl") -> Path:
    path = project.root / name
    path.write_bytes(content)
    return path


def test_rows_become_records_with_their_place(project: Project) -> None:
    report = ingest(project, [write(project, ROWS)], PLAIN)
    first, second = standing_table(project.tables).to_pylist()
    assert report.counts == Counts(2, 2, 0, 0)
    assert (first["text"], first["response"], first["line"], first["byte_offset"]) == ("Femur fracture", "injury", 1, 0)
    assert (second["line"], second["byte_offset"], second["source"]) == (2, 49, "rows.jsonl")


def test_a_template_makes_the_instruction(project: Project) -> None:
    mapping = ColumnMapping.parse(["text=title", "instruction=Classify: {title}", "response=chapter"])
    ingest(project, [write(project, ROWS)], mapping)
    assert standing_table(project.tables)["instruction"].to_pylist() == ["Classify: Femur fracture", "Classify: Acne"]


def test_the_same_file_again_adds_nothing(project: Project) -> None:
    path = write(project, ROWS)
    ingest(project, [path], PLAIN)
    again = ingest(project, [path], PLAIN)
    assert (again.record_ids_added, again.counts) == (0, Counts(2, 2, 0, 0))
    assert standing_table(project.tables).num_rows == 2


def test_a_grown_and_reordered_file_adds_only_what_is_new(project: Project) -> None:
    path = write(project, ROWS)
    ingest(project, [path], PLAIN)
    before = set(standing_table(project.tables)["record_id"].to_pylist())
    write(project, b'{"title": "Asthma", "chapter": "respiratory"}\n' + b"".join(reversed(ROWS.splitlines(True))))
    report = ingest(project, [path], PLAIN)
    after = set(standing_table(project.tables)["record_id"].to_pylist())
    assert (report.record_ids_added, len(after - before), before <= after) == (1, 1, True)


def test_equal_rows_stay_two_records_with_two_ids(project: Project) -> None:
    row = b'{"title": "Acne", "chapter": "skin"}\n'
    spaced = b'{"title": "  Acne ", "chapter": "skin"}\n'
    ingest(project, [write(project, row + row + spaced)], PLAIN)
    assert len(set(standing_table(project.tables)["record_id"].to_pylist())) == 3


def test_an_unreadable_line_is_kept_with_place_reason_and_bytes(project: Project) -> None:
    bad = b'{"title": "Acne", "chapter": \n'
    report = ingest(project, [write(project, ROWS + bad)], PLAIN)
    (line,) = map(json.loads, report.quarantine_files[0].read_text().splitlines())
    assert report.counts == Counts(3, 2, 0, 1)
    assert (line["line"], line["byte_offset"], line["reason"]) == (3, len(ROWS), "bad_json")
    assert base64.b64decode(line["raw_base64"]) in (bad, bad.rstrip(b"\n"))


def test_a_row_without_a_mapped_column_is_quarantined(project: Project) -> None:
    report = ingest(project, [write(project, b'{"title": "Acne"}\n')], PLAIN)
    assert report.counts == Counts(1, 0, 0, 1)


@pytest.mark.parametrize("name, reason", [("none.jsonl", "none.jsonl"), ("data.odt", "odt")])
def test_a_file_that_cannot_be_read_at_all_is_one_line(project: Project, name: str, reason: str) -> None:
    if name == "data.odt":
        write(project, b"x", name)
    with pytest.raises(VerilodeError, match=reason):
        ingest(project, [project.root / name], PLAIN)
    assert project.tables.commits() == []


def test_csv_codes_keep_their_zeros(project: Project) -> None:
    path = write(project, b"title,chapter\n007,NA\n", "codes.csv")
    ingest(project, [path], PLAIN)
    (row,) = standing_table(project.tables).to_pylist()
    assert (row["text"], row["response"]) == ("007", "NA")


def test_a_file_is_named_by_its_path_in_the_project_or_its_whole_path(project: Project, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("elsewhere") / "more.jsonl"
    outside.write_bytes(b'{"title": "Asthma", "chapter": "respiratory"}\n')
    ingest(project, [write(project, ROWS), outside], PLAIN)
    assert standing_table(project.tables)["file"].to_pylist() == ["rows.jsonl", "rows.jsonl", str(outside)]


def test_a_packed_file_has_the_ids_of_the_plain_one(project: Project) -> None:
    ingest(project, [write(project, ROWS)], PLAIN)
    report = ingest(project, [write(project, gzip.compress(ROWS), "rows.jsonl.gz")], PLAIN)
    assert (report.counts, report.record_ids_added) == (Counts(2, 2, 0, 0), 0)


def test_equal_rows_of_another_source_are_records_of_their_own(project: Project) -> None:
    report = ingest(project, [write(project, ROWS), write(project, ROWS, "more.jsonl")], PLAIN)
    assert report.record_ids_added == 4


def test_a_reader_option_is_part_of_what_was_read(project: Project) -> None:
    path = write(project, b"Acne\nof the skin\n\nAsthma\n", "notes.txt")
    lines = ingest(project, [path], ColumnMapping())
    again = ingest(project, [path], ColumnMapping(), options={"unit": "paragraph"})
    assert (lines.counts, again.counts) == (Counts(3, 3, 0, 0), Counts(2, 2, 0, 0))
    assert again.record_ids_added == 1


def test_a_data_set_folder_is_read_file_by_file_with_its_splits(project: Project) -> None:
    (project.root / "set").mkdir()
    for split in ("train", "test"):
        write(project, ROWS.replace(b"Acne", split.encode()), f"set/{split}.jsonl")
    report = ingest(project, [project.root / "set"], PLAIN)
    records = standing_table(project.tables).to_pylist()
    assert report.counts == Counts(4, 4, 0, 0)
    assert [(row["source"], row["file"], json.loads(row["meta"])["split"], row["line"]) for row in records] == [
        ("set/test.jsonl", "set/test.jsonl", "test", 1),
        ("set/test.jsonl", "set/test.jsonl", "test", 2),
        ("set/train.jsonl", "set/train.jsonl", "train", 1),
        ("set/train.jsonl", "set/train.jsonl", "train", 2),
    ]


def test_one_unreadable_file_keeps_the_others_out_until_all_can_be_read(project: Project) -> None:
    with pytest.raises(VerilodeError, match="no reader for .odt"):
        ingest(project, [write(project, ROWS), write(project, b"x", "data.odt")], PLAIN)
    assert project.tables.commits() == []


def test_progress_is_told_in_bytes_of_the_file(project: Project) -> None:
    path = write(project, b"".join(b'{"title": "%d", "chapter": "x"}\n' % number for number in range(20_000)))
    told: list[Progress] = []
    with reporting_to(told.append):
        ingest(project, [path], PLAIN)
    assert {each.total for each in told[:2]} == {path.stat().st_size}
    assert told[0].done < told[1].done < path.stat().st_size
    assert (told[-1].done, told[-1].total) == (20_000, 20_000)


def test_a_run_that_breaks_off_leaves_nothing_and_can_be_repeated(project: Project) -> None:
    path = write(project, ROWS * 20_000)

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), reporting_to(stop):
        ingest(project, [path], PLAIN)
    assert project.tables.commits() == []
    report = ingest(project, [path], PLAIN)
    assert (report.counts, report.record_ids_added) == (Counts(40_000, 40_000, 0, 0), 40_000)
