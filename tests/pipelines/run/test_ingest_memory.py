"""Ingest in bounded memory: many rows, one huge line, bombs. Each runs in a process of its own, whose peak counts."""

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.fakes.office import write_xlsx
from tests.fakes.peak import MIB, Measured, measured


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> int:
    """What an ingest of one row holds."""
    return ingested(tmp_path_factory.mktemp("floor"), "in.jsonl", b'{"text": "x"}\n').peak


def ingested(folder: Path, name: str, content: bytes | None = None) -> Measured:
    (folder / "verilode.yaml").write_text("name: test\n")
    if content is not None:
        (folder / name).write_bytes(content)
    return measured("ingest", str(folder / name), "--project", str(folder), folder=folder)


def test_many_rows_cost_few_bytes_each(tmp_path, floor):
    rows = 300_000
    lines = (b'{"text": "short row %d", "label": "a"}\n' % number for number in range(rows))
    result, peak = ingested(tmp_path, "in.jsonl", b"".join(lines))
    assert result["record_ids_added"] == rows
    assert peak - floor < 64 * MIB + 40 * rows


def test_a_huge_line_is_quarantined_by_its_beginning(tmp_path, floor):
    with (tmp_path / "in.jsonl").open("wb") as out:
        out.write(b'{"text": "one"}\n{"text": "')
        for _ in range(64):
            out.write(b"x" * MIB)
        out.write(b'"}\n{"text": "two"}\n')
    result, peak = ingested(tmp_path, "in.jsonl")
    assert (result["kept"], result["quarantined"]) == (2, 1)
    assert peak - floor < 48 * MIB


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_bomb_in_a_stream_is_refused_before_it_unfolds(tmp_path, floor, kind):
    pack = gzip.compress if kind == "gz" else zstandard.compress
    result, peak = ingested(tmp_path, f"in.jsonl.{kind}", pack(b" " * (64 * MIB)) * 16)
    assert "unfold to more than" in result["error"]
    assert peak - floor < 96 * MIB


def test_a_workbook_that_unfolds_is_refused_before_it_does(tmp_path, floor):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["text"], ["x"]])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"<c/>" * (64 * MIB))
    content = bytearray(file.read_bytes())
    at = content.rindex(b"PK\1\2")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # what the directory says it unfolds to
    file.write_bytes(content)
    result, peak = ingested(tmp_path, "in.xlsx")
    assert "refused: " in result["error"]
    assert peak - floor < 48 * MIB


def varint(number: int) -> bytes:
    """As Thrift's compact protocol writes an integer."""
    number *= 2
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def with_footer(content: bytes, old: int, new: int) -> bytes:
    """The Parquet file with every integer `old` of its footer as `new`."""
    size = int.from_bytes(content[-8:-4], "little")
    body, footer = content[: -8 - size], content[-8 - size : -8]
    assert varint(old) in footer
    footer = footer.replace(varint(old), varint(new))
    return body + footer + len(footer).to_bytes(4, "little") + b"PAR1"


@pytest.mark.parametrize(
    ("length", "declared", "reason"),
    [(5_000, 2**31, "row group 1 declares 2147483"), (100_000_000, 5_000, "its footer says less")],
)
def test_a_parquet_footer_that_lies_is_refused_before_it_is_followed(tmp_path, floor, length, declared, reason):
    file = tmp_path / "in.parquet"
    table = pa.table({"text": ["x" * length]})
    pq.write_table(table, file, compression="zstd", use_dictionary=False, write_statistics=False)
    real = pq.read_metadata(file).row_group(0).column(0).total_uncompressed_size
    file.write_bytes(with_footer(file.read_bytes(), real, declared))
    result, peak = ingested(tmp_path, "in.parquet")
    assert reason in result["error"]
    assert peak - floor < 64 * MIB
