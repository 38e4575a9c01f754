"""The contract of every family of signals: one row per record, declared columns, equal records give equal values."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals import SIGNALS
from tests.fakes.judging import batch_of, signals_of

NUMBERS_AND_TEXTS = {pa.int32(), pa.float32(), pa.bool_(), pa.string()}
REQUIRED: dict[type, Any] = {list: ["en", "de"]}

every_family = pytest.mark.parametrize("family", SIGNALS.names())

ODD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u0301",
    "e\u0301\u0301",
    "\u202eabc",
    "\ufeffx",
    "\U0001f468\u200d\U0001f469",
    "\r\n",
]
ODD += ["\n\n\n", "本合同终止。", "สัญญานี้สิ้นสุด", "ينتهي هذا العقد", "again and again " * 30, "x" * 5000, "\ufffd\ufffd"]
TEXTS = st.none() | st.text(max_size=60) | st.sampled_from(ODD) | st.lists(st.sampled_from(ODD)).map("\n".join)
RECORDS = st.lists(
    st.builds(
        Record,
        st.just("r"),
        system=TEXTS,
        instruction=TEXTS,
        response=TEXTS,
        rejected=TEXTS,
        text=TEXTS,
        label=TEXTS,
        messages=st.none()
        | st.just('[{"role": "user", "content": "Ends it?"}, {"role": "assistant", "content": "Yes."}]'),
    ),
    max_size=6,
)
STRANGE = [Record("r", text=text) for text in ODD] + [Record("r", instruction=text, response=text) for text in ODD]


def options_of(family: str) -> dict[str, Any]:
    """What must be given, with a value of its type."""
    required = [option for option in SIGNALS.options(family) if option.required]
    return {o.name: REQUIRED[getattr(o.type, "__origin__", o.type)] for o in required}


@every_family
@settings(max_examples=20, deadline=None)
@example(records=STRANGE)
@example(records=[])
@given(records=RECORDS)
def test_one_row_per_record_in_the_declared_columns_and_twice_the_same(family: str, records: list[Record]) -> None:
    signal = SIGNALS.build(family, options_of(family))
    found = list(signal.compute(iter([batch_of(records)])))
    assert [batch.schema for batch in found] == [signal.schema]
    assert found[0].num_rows == len(records)
    assert same(pa.Table.from_batches(found), signals_of(family, records, options_of(family)))


@every_family
@settings(max_examples=10, deadline=None)
@example(records=STRANGE)
@given(records=RECORDS)
def test_a_record_has_its_values_whatever_stands_beside_it(family: str, records: list[Record]) -> None:
    signal = SIGNALS.build(family, options_of(family))
    if signal.whole:
        return
    together = pa.Table.from_batches(signal.compute(iter([batch_of(records)])), signal.schema)
    alone = pa.Table.from_batches(signal.compute(batch_of([record]) for record in records), signal.schema)
    assert same(together, alone)


@every_family
def test_batches_are_answered_one_for_one_and_in_order(family: str) -> None:
    signal = SIGNALS.build(family, options_of(family))
    batches = [batch_of(STRANGE[:3]), batch_of([]), batch_of(STRANGE[3:5])]
    assert [found.num_rows for found in signal.compute(iter(batches))] == [3, 0, 2]
    assert list(signal.compute(iter([]))) == []


@every_family
def test_columns_are_numbers_or_texts_and_say_what_they_are(family: str) -> None:
    columns = SIGNALS.build(family, options_of(family)).columns
    assert {column.type for column in columns} <= NUMBERS_AND_TEXTS
    assert all(column.help.strip() and len(column.help.splitlines()) == 1 for column in columns)
    assert len({column.name for column in columns}) == len(columns)
    assert "record_id" not in {column.name for column in columns}


@every_family
def test_every_option_has_a_sentence_and_a_wrong_one_is_refused(family: str) -> None:
    assert all(option.help for option in SIGNALS.options(family))
    assert SIGNALS.summary(family).endswith(".")
    with pytest.raises(VerilodeError, match="has no option 'nonsense'"):
        SIGNALS.build(family, {"nonsense": 1})


def same(one: pa.Table, other: pa.Table) -> bool:
    """Equal in every value; NaN is equal to NaN here."""
    return str(one.to_pylist()) == str(other.to_pylist())
