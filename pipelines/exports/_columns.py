"""Exports that keep the record's own columns: which of them are written."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipelines.core.records import CONTENT_FIELDS
from pipelines.exports._tally import Batches

USUAL = ("record_id", *CONTENT_FIELDS, "label_state", "source", "group", "meta")
"""The columns everybody gets: the example itself, its id, and what a split or a report needs."""

_ORIGIN = ("verified_by", "verified_at", "blind", "confidence", "file", "line", "byte_offset", "cluster")
"""Names of people and paths of files: only for those who ask for them."""


def chosen_columns(schema: pa.Schema, origin: bool) -> list[str]:
    """The columns of `schema` to write, in a fixed order."""
    return [name for name in (*USUAL, *(_ORIGIN if origin else ())) if name in schema.names]


def chosen_rows(batches: Batches, origin: bool) -> Iterator[dict[str, Any]]:
    """The rows as plain values, with the same columns each."""
    for batch in batches:
        yield from batch.select(chosen_columns(batch.schema, origin)).to_pylist()


def chosen_batches(batches: Batches, origin: bool) -> Iterator[pa.RecordBatch]:
    """The batches with the columns to write."""
    for batch in batches:
        yield batch.select(chosen_columns(batch.schema, origin))
