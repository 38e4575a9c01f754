"""One Parquet file from batches."""

from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.exports._columns import USUAL, chosen_batches
from pipelines.exports._tally import Batches, Tally


def write_parquet(path: Path, batches: Batches, origin: bool) -> Tally:
    """Write the chosen columns; without any batch, an empty table of the usual ones."""
    chosen = chosen_batches(batches, origin)
    first = next(chosen, None)
    schema = first.schema if first is not None else pa.schema([(name, pa.string()) for name in USUAL])
    written = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for batch in chain([first] if first is not None else [], chosen):
            out.write_batch(batch)
            written += batch.num_rows
    return Tally(written, written)
