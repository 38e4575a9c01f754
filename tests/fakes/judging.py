"""Judging a few records with a filter of either kind, as the pipeline does, without a project."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.ids import canonical_json
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA, Record
from pipelines.core.rules import Rules, judge
from pipelines.filters import Filter
from pipelines.signals import SIGNALS


def reason_for(rule: Filter, record: Record) -> str | None:
    """Why the filter drops this record when it is the only one; None where it is kept."""
    return reasons_for(rule, [record])[0]


def reasons_for(rule: Filter, records: Sequence[Record]) -> list[str | None]:
    """The filter's answer for each of these records, judged together."""
    if not isinstance(rule, Rules):
        return [rule(record) for record in records]
    matrix = signal_matrix(rule, records)
    verdicts = judge(rule.rules, matrix)
    gone = np.flatnonzero(verdicts.first >= 0)
    found: list[str | None] = [None] * len(records)
    for row, reason in zip(gone.tolist(), verdicts.reasons(matrix, gone), strict=True):
        found[row] = reason
    return found


def signal_matrix(rule: Rules, records: Sequence[Record]) -> pa.Table:
    """The signals of these records that a filter asks for, as columns `family.column`."""
    columns: dict[str, pa.ChunkedArray] = {}
    for family, options in rule.signals.items():
        found = signals_of(family, records, options)
        columns |= {f"{family}.{name}": found[name] for name in found.schema.names}
    return pa.table(columns)


def signals_of(family: str, records: Sequence[Record], options: dict[str, Any] | None = None) -> pa.Table:
    """The columns of one family of signals for these records, computed in one batch."""
    signal = SIGNALS.build(family, options)
    return pa.Table.from_batches(signal.compute(iter([batch_of(records)])), signal.schema)


def batch_of(records: Sequence[Record]) -> pa.RecordBatch:
    """The records as the pipeline hands them to signals and steps."""
    rows = [
        {name: getattr(record, name) for name in ("record_id", *CONTENT_FIELDS, "source", "file", "line")}
        | {"byte_offset": record.byte_offset, "group": record.group, "meta": canonical_json(dict(record.meta)).decode()}
        for record in records
    ]
    return pa.RecordBatch.from_pylist(rows, RECORD_SCHEMA)
