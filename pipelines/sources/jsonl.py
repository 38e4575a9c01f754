"""JSON Lines: one JSON object per physical line."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.sources._lines import Lines
from pipelines.sources._objects import read_object
from pipelines.sources._opened import opened_text
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source

_JSON_SPACE = b" \t\r"


def jsonl(*, max_line_bytes: int = 16 * MEBIBYTE, max_depth: int = 64) -> Source:
    """Read one JSON object per line; a line that is not one is quarantined and the next is read.

    Lines end at the newline byte alone, so U+2028 or a bare carriage return inside a string split nothing.
    Blank lines are no records and are not counted. A byte order mark may stand at the start of the file.

    Args:
        max_line_bytes: Longest line that is read; longer ones are quarantined by their beginning.
        max_depth: Deepest nesting of objects and arrays that is read.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        with opened_text(path) as file:
            for line in Lines(file, max_line_bytes):
                if line.cut:
                    yield line.bad(max_line_bytes)
                elif line.raw.strip(_JSON_SPACE):
                    yield read_object(line.number, line.offset, line.raw, max_depth)

    return read
