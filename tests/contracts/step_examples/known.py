"""A snapshot that holds the notice."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.contracts.step_examples import NOTICE

COLUMNS = ("record_id", "text", "instruction", "response", "messages")


def options(folder: Path) -> dict[str, Any]:
    """One snapshot of one record, without an index of its own."""
    data = folder / "0123456789abcdef" / "data"
    data.mkdir(parents=True, exist_ok=True)
    row = dict.fromkeys(COLUMNS) | {"record_id": "frozen", "text": NOTICE}
    pq.write_table(
        pa.Table.from_pylist([row], pa.schema([(name, pa.string()) for name in COLUMNS])), data / "train.parquet"
    )
    return {"snapshots": [str(data.parent)]}
