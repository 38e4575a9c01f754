"""The contract of every cleaning step: records are conserved and left alone, and equal input gives equal facts."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import RECORD_SCHEMA
from pipelines.run.sink import Sink
from pipelines.steps import STEPS
from pipelines.store.facts import SCHEMAS
from pipelines.store.selection import edited, without
from tests.contracts.step_examples import NOTICE, options_of, untidy_rows

every_step = pytest.mark.parametrize("name", STEPS.names())

BODIES = st.none() | st.text(max_size=30) | st.sampled_from([NOTICE, NOTICE.upper(), f"{NOTICE}  ", "SjÃ¶gren\x00"])
ROWS = st.lists(st.fixed_dictionaries({"text": BODIES, "instruction": BODIES, "response": BODIES}), max_size=8)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Records with these contents and the ids r0, r1, …"""
    place = {"source": "s", "file": "f", "byte_offset": 0, "meta": "{}"}
    full = [{"record_id": f"r{i}", "line": i + 1, **place, **row} for i, row in enumerate(rows)]
    return pa.Table.from_pylist(full, RECORD_SCHEMA)


class Facts(dict[str, list[dict[str, Any]]]):
    """What a step wrote, by kind; columns a kind does not have are refused as a commit does."""

    def write(self, kind: str, rows: Any) -> None:
        """Append facts of one kind."""
        found = rows.to_pylist() if isinstance(rows, pa.Table) else [dict(row) for row in rows]
        assert {name for row in found for name in row} <= set(SCHEMAS[kind].names)
        self.setdefault(kind, []).extend(found)


def run(name: str, records: pa.Table, batch: int = 3) -> tuple[Sink, Facts]:
    """One execution with the fewest options."""
    facts = Facts()
    sink = Sink(facts, name)
    with TemporaryDirectory() as folder:
        step = STEPS.build(name, options_of(name, Path(folder)))
        step(sink.counting(_batches(records, batch)), sink)
    return sink, facts


def _batches(records: pa.Table, size: int) -> Iterator[pa.RecordBatch]:
    yield from records.to_batches(max_chunksize=size)


def after(records: pa.Table, sink: Sink, facts: Facts) -> pa.Table:
    """The records as the step leaves them."""
    edits = pa.Table.from_pylist(facts.get("edits", []), SCHEMAS["edits"])
    dropped = pa.array(sorted(sink.dropped), pa.string())
    batches = [edited(without(batch, dropped), edits) for batch in records.to_batches()]
    return pa.Table.from_batches(batches, RECORD_SCHEMA)


@every_step
@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_every_record_is_seen_and_kept_or_dropped_with_a_reason(name: str, rows: list[dict]) -> None:
    records = table(rows)
    sink, facts = run(name, records)
    drops = facts.get("drops", [])
    assert (sink.counts.in_, sink.counts.dropped) == (len(rows), len(drops))
    assert sink.counts.conserved
    assert all(drop["step"] == name and drop["rule"] and drop["reason"] for drop in drops)
    assert {row["record_id"] for kind in facts.values() for row in kind} <= set(records["record_id"].to_pylist())


@every_step
@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_the_input_is_left_as_it_was(name: str, rows: list[dict]) -> None:
    records = table(rows)
    run(name, records)
    assert records == table(rows)


@every_step
@settings(max_examples=15, deadline=None)
@given(ROWS, st.integers(1, 4))
def test_equal_records_give_equal_facts_however_they_are_cut_into_batches(
    name: str, rows: list[dict], size: int
) -> None:
    assert run(name, table(rows), size)[1] == run(name, table(rows), 100)[1]


@every_step
@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_ids_places_and_meta_stay_and_a_second_run_finds_nothing_more(name: str, rows: list[dict]) -> None:
    records = table(rows)
    sink, facts = run(name, records)
    left = after(records, sink, facts)
    stays = [row for row in records.to_pylist() if row["record_id"] not in sink.dropped]
    columns = ("record_id", "source", "file", "line", "byte_offset", "group", "meta")
    assert [[row[c] for c in columns] for row in left.to_pylist()] == [[row[c] for c in columns] for row in stays]
    again, more = run(name, left)
    assert (again.dropped, more.get("edits", [])) == (set(), [])


@every_step
def test_a_duplicate_names_a_record_that_stays(name: str) -> None:
    rows = untidy_rows(name)
    sink, facts = run(name, table(rows))
    named = {drop["duplicate_of"] for drop in facts.get("drops", []) if drop.get("duplicate_of")}
    assert not named & sink.dropped


@every_step
def test_it_finds_something_in_untidy_records(name: str) -> None:
    assert run(name, table(untidy_rows(name)))[1]


@every_step
def test_no_records_are_no_mistake(name: str) -> None:
    assert run(name, table([]))[0].counts.in_ == 0


@every_step
def test_every_option_has_a_sentence_and_a_wrong_one_is_refused(name: str) -> None:
    assert all(option.help for option in STEPS.options(name))
    assert STEPS.summary(name).endswith(".")
    with pytest.raises(VerilodeError, match="has no option 'nonsense'"):
        STEPS.build(name, {"nonsense": 1})
