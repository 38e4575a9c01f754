"""The contract of every reader: good rows as rows, damage as Bad or one clear line, never anything else."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.sources import REASONS, SOURCES, Bad, Row
from tests.fakes.office import write_docx, write_pdf, write_xlsx

ROWS = [{"text": "one", "label": "a"}, {"text": "zwei – 2", "label": ""}, {"text": "三\tx", "label": "007"}]


def delimited(separator: str) -> str:
    return "\n".join(["text,label", "one,a", "zwei – 2,", '"三\tx",007']).replace(",", separator)


def write_arrow(file: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    with pa.OSFile(str(file), "wb") as out, pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)


TABLES: dict[str, Callable[[Path], object]] = {
    "jsonl": lambda file: file.write_text("".join(json.dumps(row) + "\n" for row in ROWS)),
    "json": lambda file: file.write_text(json.dumps(ROWS, indent=1)),
    "csv": lambda file: file.write_text(delimited(","), "utf-8"),
    "tsv": lambda file: file.write_text(delimited("\t"), "utf-8"),
    "parquet": lambda file: pq.write_table(pa.Table.from_pylist(ROWS), file),
    "arrow": write_arrow,
    "xlsx": lambda file: write_xlsx(file, [["text", "label"], *([row["text"], row["label"]] for row in ROWS)]),
}
"""Formats with named columns: each writes `ROWS`."""

TEXTS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "txt": (lambda file: file.write_text("one\n\nzwei – 2\n", "utf-8"), ["one", "zwei – 2"]),
    "md": (lambda file: file.write_text("# One\n\nzwei – 2\n", "utf-8"), ["# One\n\nzwei – 2\n"]),
    "html": (lambda file: file.write_text("<h1>One</h1><p>zwei – 2", "utf-8"), ["One\nzwei – 2"]),
    "docx": (lambda file: write_docx(file, ["One", "zwei – 2"]), ["One\nzwei – 2"]),
    "pdf": (lambda file: write_pdf(file, ["One", "zwei"]), ["One\n\nzwei"]),
}
"""Formats of plain text and documents, with the `text` of each row."""

WRITERS = TABLES | {name: write for name, (write, _) in TEXTS.items()}

every_source = pytest.mark.parametrize("name", SOURCES.names())


def read(name: str, file: Path) -> list[Row | Bad]:
    return list(SOURCES.build(name)(file))


def test_every_reader_is_tried_here():
    assert sorted(WRITERS) == SOURCES.names()


@pytest.mark.parametrize("name", TABLES)
def test_the_same_three_rows_come_out_of_every_table(tmp_path, name):
    file = tmp_path / f"in.{name}"
    TABLES[name](file)
    rows = [row.values for row in read(name, file)]
    assert [{column: value or "" for column, value in row.items()} for row in rows] == ROWS


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_comes_out_of_every_document(tmp_path, name):
    write, texts = TEXTS[name]
    file = tmp_path / f"in.{name}"
    write(file)
    assert [row.values["text"] for row in read(name, file)] == texts


@every_source
def test_reading_again_gives_the_same(tmp_path, name):
    file = tmp_path / f"in.{name}"
    WRITERS[name](file)
    assert read(name, file) == read(name, file) != []


@every_source
def test_places_grow_and_bytes_are_those_of_the_file(tmp_path, name):
    file = tmp_path / f"in.{name}"
    WRITERS[name](file)
    rows = read(name, file)
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    for row in rows:
        assert row.byte_offset == -1 or file.read_bytes()[row.byte_offset :].startswith(row.raw)


@every_source
@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_path_that_cannot_be_read_is_one_clear_line(tmp_path, name, kind):
    file = tmp_path / "in"
    if kind == "folder":
        file.mkdir()
    with pytest.raises(VerilodeError, match=str(file)):
        read(name, file)


@every_source
@settings(max_examples=60)
@given(start=st.booleans(), content=st.binary(max_size=200))
def test_any_bytes_end_in_rows_quarantine_or_one_clear_line(tmp_path_factory, name, start, content):
    file = tmp_path_factory.mktemp("any") / f"in.{name}"
    WRITERS[name](file)
    file.write_bytes((file.read_bytes() if start else b"") + content)
    try:
        items = read(name, file)
    except VerilodeError as refusal:
        assert "\n" not in str(refusal)
        return
    assert all(isinstance(item, Row) or item.reason in REASONS for item in items)


@every_source
def test_any_cut_ends_in_rows_quarantine_or_one_clear_line(tmp_path, name):
    file = tmp_path / f"in.{name}"
    WRITERS[name](file)
    whole, whole_rows = file.read_bytes(), [row.values for row in read(name, file)]
    for end in range(0, len(whole), max(1, len(whole) // 100)):
        file.write_bytes(whole[:end])
        try:
            rows = [item.values for item in read(name, file) if isinstance(item, Row)]
        except VerilodeError:
            continue
        # the last row of a delimited file may end early and still be a row, and so may a text
        assert rows[:-1] == whole_rows[: max(0, len(rows) - 1)]


@every_source
def test_every_option_has_a_default_and_a_sentence(name):
    assert all(option.help and not option.required for option in SOURCES.options(name))
    assert SOURCES.summary(name).endswith(".")
