"""Tab-separated text with a header line."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.sources._delimited import read_delimited
from pipelines.sources._fields import Dialect
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source


def tsv(*, quoting: bool = True, max_record_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read rows below a header line; a row that breaks the format is quarantined and the next is read.

    As csv, with one freedom: a quote inside a field that starts without one is plain text, since text that is
    separated by tabs is seldom quoted.

    Args:
        quoting: Whether a double quote at the start of a field opens a quoted field.
        max_record_bytes: Longest record that is read; longer ones are quarantined by their beginning.
    """
    dialect = Dialect(b"\t", quoting, bare_quotes=True)

    def read(path: Path) -> Iterator[Row | Bad]:
        return read_delimited(path, dialect, max_record_bytes)

    return read
