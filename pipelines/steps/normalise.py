"""Mapper: repair broken encodings, compose Unicode, tidy white space."""

from collections.abc import Iterator

import pyarrow as pa

from pipelines.core.records import CONTENT_FIELDS
from pipelines.steps import FactSink, Step
from pipelines.steps._text import repair_column

_TEXT_FIELDS = tuple(name for name in CONTENT_FIELDS if name != "messages")
# `messages` is JSON: its texts were checked when it was read, repairing the JSON itself would change its quoting


def normalise() -> Step:
    """Repair mojibake, compose Unicode (NFC), drop control characters and tidy white space in every text field."""

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        for batch in batches:
            repaired = {name: repair_column(batch.column(name)) for name in _TEXT_FIELDS}
            sink.edit(_changed_rows(batch, repaired))

    return step


def _changed_rows(batch: pa.RecordBatch, repaired: dict[str, pa.Array]) -> list[dict[str, str | None]]:
    old = {name: batch.column(name).to_pylist() for name in CONTENT_FIELDS}
    new = {**old, **{name: column.to_pylist() for name, column in repaired.items()}}
    names = batch.column("record_id").to_pylist()
    changed = [i for i in range(batch.num_rows) if any(old[f][i] != new[f][i] for f in _TEXT_FIELDS)]
    return [{"record_id": names[i], **{f: new[f][i] for f in CONTENT_FIELDS}} for i in changed]
