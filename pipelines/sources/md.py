"""Markdown, as the text it is."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.sources._prose import Unit, read_prose
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source


def md(*, unit: Unit = "file", max_record_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read a document as one record with a `text`, marks and front matter untouched.

    Args:
        unit: What one record is: the whole file, a paragraph (up to a blank line) or a line.
        max_record_bytes: Longest record that is read; longer ones are quarantined by their beginning.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        return read_prose(path, unit, max_record_bytes)

    return read
