"""Plain text."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.sources._prose import Unit, read_prose
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source


def txt(*, unit: Unit = "line", max_record_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read one record per line that is not blank; each row has a `text`.

    A line, as in other tools' plain text sets; where a text runs over several lines, blank lines between texts
    (`paragraph`) or one text per file (`file`) can be chosen.

    Args:
        unit: What one record is: a line, a paragraph (up to a blank line) or the whole file.
        max_record_bytes: Longest record that is read; longer ones are quarantined by their beginning.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        return read_prose(path, unit, max_record_bytes)

    return read
