"""What an export is, and what it says about what it wrote."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

Batches = Iterable[pa.RecordBatch]
"""Record batches with the columns of `RECORD_SCHEMA` or of a snapshot's `ROW_SCHEMA`."""


@dataclass(slots=True)
class Tally:
    """What became of the records of one split.

    `written` counts records and `rows` what they became in the file; `left_out` counts records by the reason they are
    not in it, `lost` written records by the field that is not in it.
    """

    written: int = 0
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


class Export(Protocol):
    """A format with its options set."""

    lacks: str
    """One line: what this format cannot carry; empty where it carries everything."""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        """Write each split below the empty `folder`, a file of its own unless nothing of it can be written."""
        ...


class Uncarried(Exception):
    """A record has no form in this format; the message is the reason it is left out."""
