"""What a person names, taken apart into what is read: a file, the files of a data set folder, a split on the Hub."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.sources._packed import PACKED
from pipelines.sources._types import Bad, Row

SPLIT = "split"
"""The column that says which split of its data set a row stood in, where the rows have no such column themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece that is read by itself.

    Args:
        file: Where it lies; for a split on the Hub, its name.
        source: What its rows' origin is called, if nobody says otherwise.
        reader: Gives its rows; wrong options and missing files are refused at once.
        split: Which split of its data set it belongs to.
        revision: What identifies the content where there is no file.
    """

    file: Path
    source: str
    reader: Callable[[], Iterator[Row | Bad]] = field(repr=False)
    split: str | None = None
    revision: str | None = None

    def rows(self) -> Iterator[Row | Bad]:
        """Its rows and bad pieces, in order."""
        found = self.reader()
        return found if self.split is None else _with_split(found, self.split)

    @property
    def size(self) -> int | None:
        """Bytes, where it is a file whose rows lie in it as they are."""
        packed = self.file.suffix.lower() in PACKED
        return None if self.revision or packed else self.file.stat().st_size

    def stamp(self) -> dict[str, str]:
        """What the content is, wherever it lies: the same stamp, the same rows."""
        split = {} if self.split is None else {"split": self.split}
        if self.revision is not None:
            return {"revision": self.revision, **split}
        with self.file.open("rb") as stream:
            return {"sha256": hashlib.file_digest(stream, "sha256").hexdigest(), **split}


def _with_split(rows: Iterator[Row | Bad], split: str) -> Iterator[Row | Bad]:
    for row in rows:
        if isinstance(row, Row) and SPLIT not in row.values:
            row = Row(row.line, row.byte_offset, {**row.values, SPLIT: split}, row.raw)
        yield row
