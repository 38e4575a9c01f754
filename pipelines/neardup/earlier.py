"""Texts that were frozen before: a snapshot's index where it has one that serves, else one made of its rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.records import bodies
from pipelines.neardup.index import Index, build_index, open_index, serves
from pipelines.neardup.options import Options
from pipelines.neardup.probe import Hits

FOLDER = "index"
"""Of a snapshot, holds its index."""
_COLUMNS = ["record_id", "text", "instruction", "response", "messages"]


class Earlier:
    """One snapshot that new texts are looked up in."""

    def __init__(self, folder: Path, options: Options) -> None:
        """Open it.

        Args:
            folder: Of the snapshot.
            options: How new texts are compared.

        Raises:
            VerilodeError: when there is no snapshot.
        """
        self.name = folder.name
        self.threshold = options.threshold
        self._index = _stored(folder, options) or _made(folder, options)

    @property
    def names(self) -> pa.Array:
        """The ids of its records."""
        return self._index.names

    def probe(self, texts: pa.Array) -> Hits:
        """For each text the most similar one of the snapshot, where there is one."""
        return self._index.probe(texts, threshold=self.threshold)


def _stored(folder: Path, options: Options) -> Index | None:
    if not (folder / FOLDER).is_dir():
        return None
    index = open_index(folder / FOLDER)
    return index if serves(index, options) else None


def _made(folder: Path, options: Options) -> Index:
    files = sorted((folder / "data").glob("*.parquet"))
    if not files:
        raise VerilodeError("no snapshot: it has no data folder with Parquet files", file=folder)
    rows = pa.concat_tables(pq.read_table(file, columns=_COLUMNS) for file in files)
    return build_index(bodies(rows), rows["record_id"].combine_chunks(), options)
