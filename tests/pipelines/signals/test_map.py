"""The map: topics apart, numbers in range, and the same place whatever the order or the batches."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals.map import map
from tests.fakes.judging import batch_of, signals_of

RIVER = ["the ferry crosses the river", "a ferry on the wide river", "the river and its old ferry"]
COURT = ["the judge signs the ruling", "a ruling of the judge"]
RECORDS = [Record(f"r{i}", text=text) for i, text in enumerate(RIVER + COURT)]


def test_topics_are_clusters_and_the_largest_is_the_first() -> None:
    found = signals_of("map", RECORDS, {"clusters": 2})
    assert found["cluster"].to_pylist() == [0, 0, 0, 1, 1]
    x = np.asarray(found["x"])
    assert max(x[:3]) < min(x[3:]) or max(x[3:]) < min(x[:3])


def test_it_is_as_wide_as_the_page_and_says_that_it_needs_all_records() -> None:
    found = signals_of("map", RECORDS)
    assert (min(found["x"].to_pylist()), max(found["x"].to_pylist())) == (0, 1)
    assert map().whole


def test_order_and_batches_change_nothing() -> None:
    signal = map(clusters=2)
    whole = pa.Table.from_batches(signal.compute(iter([batch_of(RECORDS)])))
    turned = [batch_of(RECORDS[3:]), batch_of([]), batch_of(RECORDS[:3])]
    parts = list(signal.compute(iter(turned)))
    assert [part.num_rows for part in parts] == [2, 0, 3]
    assert pa.Table.from_batches(parts).take([2, 3, 4, 0, 1]) == whole


@settings(max_examples=20, deadline=None)
@given(st.lists(st.none() | st.text(max_size=20) | st.sampled_from(RIVER), max_size=6))
def test_any_text_has_a_place(texts: list[str | None]) -> None:
    found = signals_of("map", [Record(f"r{i}", text=text) for i, text in enumerate(texts)])
    for name in ("x", "y"):
        values = np.asarray(found[name])
        assert ((values >= 0) & (values <= 1)).all()
    assert set(found["cluster"].to_pylist()) == set(range(len(set(found["cluster"].to_pylist()))))


def test_one_odd_record_does_not_press_the_others_together() -> None:
    texts = [*RIVER * 100, "zebra quartz"]
    x = np.asarray(signals_of("map", [Record(f"r{i:03}", text=text) for i, text in enumerate(texts)])["x"])
    assert x[:300].max() - x[:300].min() > 0.9


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"clusters": 0}, "map: there is at least 1 cluster, not 0"),
        ({"vectors_from": "minilm"}, "minilm needs the option model: a local folder of a sentence encoder"),
        ({"dimensions": 0}, "vectors have at least 1 dimension, not 0"),
    ],
)
def test_what_cannot_be_done_is_one_line(options: dict, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        signals_of("map", RECORDS, options)
