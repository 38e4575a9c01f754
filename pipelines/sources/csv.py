"""CSV as RFC 4180 describes it, with a header line."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.sources._delimited import read_delimited
from pipelines.sources._fields import Dialect
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source


def csv(*, separator: str = ",", quoting: bool = True, max_record_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read rows below a header line; a row that breaks the format is quarantined and the next is read.

    Every value is text: 007 stays 007, NA stays NA, an empty field stays empty. Quoted fields may hold
    separators, doubled quotes and newlines. Columns without a name are called column_1, column_2 by place.

    Args:
        separator: The character between fields.
        quoting: Whether a double quote opens a quoted field; off, quotes are plain text.
        max_record_bytes: Longest record that is read; longer ones are quarantined by their beginning.
    """
    if len(separator) != 1 or separator in '"\r\n\0':
        raise VerilodeError(f"a separator is one character, not {ascii(separator)}")
    dialect = Dialect(separator.encode(), quoting)

    def read(path: Path) -> Iterator[Row | Bad]:
        return read_delimited(path, dialect, max_record_bytes)

    return read
