"""Parquet: the record's own columns, one file per split."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.exports._parquet import write_parquet
from pipelines.exports._tally import Batches, Export, Tally


def parquet(*, origin: bool = False) -> Export:
    """All content fields as columns, `messages` and `meta` as JSON text; carries everything.

    Args:
        origin: Also who verified each record and when, and the file and line it came from.
    """
    return _Parquet(origin)


@dataclass(frozen=True, slots=True)
class _Parquet:
    origin: bool
    lacks: str = ""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        return {
            split: write_parquet(folder / f"{split}.parquet", batches, self.origin) for split, batches in splits.items()
        }
