"""Families that must see every record before they can say anything of one."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from pipelines.core.records import bodies


def over_all(
    batches: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    measure: Callable[[pa.Table, list[str]], dict[str, np.ndarray]],
    fields: tuple[str, ...] = (),
) -> Iterator[pa.RecordBatch]:
    """The answer for each batch, from one look at all of them.

    `measure` gets the records in the order of their ids, `record_id` and `fields` as a table and the texts beside it,
    so that the order they come in never shows in a value.
    """
    columns, texts, sizes = [], [], []
    for batch in batches:
        columns.append(batch.select(["record_id", *fields]))
        texts += bodies(batch).to_pylist()
        sizes.append(batch.num_rows)
    if not sizes:
        return
    table = pa.Table.from_batches(columns)
    order = np.argsort(np.array(table["record_id"].to_pylist(), dtype=object), kind="stable")
    found = measure(table.take(pa.array(order)), [texts[i] or "" for i in order])
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    arrays = [pa.array(found[field.name][back], field.type) for field in schema]
    whole = pa.RecordBatch.from_arrays(arrays, schema=schema)
    start = 0
    for size in sizes:
        yield whole.slice(start, size)
        start += size
