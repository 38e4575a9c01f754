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

ROWS = [{"text": "one", "label": "a"}, {"text": "zwei – 2", "label": ""}, {"text": "三\tx", "label": "007"}]


def delimited(separator: str) -> str:
    return "\n".join(["text,label", "one,a", "zwei – 2,", '"三\tx",007']).replace(",", separator)


WRITERS: dict[str, Callable[[Path], object]] = {
    "jsonl": lambda file: file.write_text("".join(json.dumps(row) + "\n" for row in ROWS)),
    "json": lambda file: file.write_text(json.dumps(ROWS, indent=1)),
    "csv": lambda file: file.write_text(delimited(","), "utf-8"),
    "tsv": lambda file: file.write_text(delimited("\t"), "utf-8"),
    "parquet": lambda file: pq.write_table(pa.Table.from_pylist(ROWS), file),
}

every_source = pytest.mark.parametrize("name", SOURCES.names())


def read(name: str, file: Path) -> list[Row | Bad]:
    return list(SOURCES.build(name)(file))


@every_source
def test_the_same_three_rows_come_out_of_every_format(tmp_path, name):
    file = tmp_path / f"in.{name}"
    WRITERS[name](file)
    assert [row.values for row in read(name, file)] == ROWS
    assert read(name, file) == read(name, file)


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
    whole = file.read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 100)):
        file.write_bytes(whole[:end])
        try:
            rows = [item.values for item in read(name, file) if isinstance(item, Row)]
        except VerilodeError:
            continue
        # the last row of a delimited file may end early and still be a row
        assert rows[:-1] == ROWS[: max(0, len(rows) - 1)]


@every_source
def test_every_option_has_a_default_and_a_sentence(name):
    assert all(option.help and not option.required for option in SOURCES.options(name))
    assert SOURCES.summary(name).endswith(".")
