"""The sink: what goes in and what is dropped is counted, and no record is dropped twice."""

from typing import Any

import pyarrow as pa
import pytest

from pipelines.run.sink import Sink
from pipelines.store.tables import Counts


class Written(list[tuple[str, list[dict[str, Any]]]]):
    """Facts in the order they were written."""

    def write(self, kind: str, rows: Any) -> None:
        self.append((kind, rows.to_pylist() if isinstance(rows, pa.Table) else list(rows)))


def test_drops_as_rows_or_as_a_table_are_the_same_facts() -> None:
    row = {"record_id": "r1", "rule": "length", "reason": "too short"}
    for rows in ([row], pa.Table.from_pylist([row])):
        written = Written()
        sink = Sink(written, "size")
        sink.drop(rows)
        assert written == [("drops", [{**row, "step": "size"}])]
        assert sink.dropped == {"r1"}


def test_counts_are_those_of_the_batches_that_went_by() -> None:
    sink = Sink(Written(), "size")
    list(sink.counting(iter([pa.record_batch({"record_id": ["r1", "r2"]}), pa.record_batch({"record_id": ["r3"]})])))
    sink.drop([{"record_id": "r2"}])
    assert sink.counts == Counts(3, 2, 1, 0)


@pytest.mark.parametrize("again", [["r1", "r1"], ["r2", "r1"]])
def test_dropping_a_record_twice_is_a_bug_of_the_step(again: list[str]) -> None:
    sink = Sink(Written(), "size")
    sink.drop([{"record_id": "r1"}] if again[0] == "r2" else [])
    with pytest.raises(AssertionError, match="step size dropped a record twice"):
        sink.drop(pa.table({"record_id": again}))


def test_nothing_found_writes_nothing() -> None:
    written = Written()
    sink = Sink(written, "size")
    sink.drop([])
    sink.edit([])
    sink.drop(pa.table({"record_id": pa.array([], pa.string())}))
    assert written == []
