"""Record ids by the batch: the same as one by one, with equal contents counted exactly in few bytes."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.records import normal_content, record_id
from pipelines.run._tally import Tally
from pipelines.run.naming import KnownIds, RecordIds

CONTENT = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | st.sampled_from(["", " a  b ", "a b", "e\u0301", "\u00e9", '"\\\n', "\u2028x"]) | st.text()
        for name in ("text", "label", "instruction", "system", "meta")
    },
)


def one_by_one(contents: list[dict[str, Any]], source: str) -> list[str]:
    """As the definition says: occurrences of equal normal content, counted in order."""
    seen: Counter[str] = Counter()
    names = []
    for content in contents:
        key = repr(sorted(normal_content(content).items()))
        names.append(record_id(content, source, seen[key]))
        seen[key] += 1
    return names


@given(st.lists(CONTENT, max_size=30), st.text(max_size=5), st.integers(1, 7))
def test_batches_give_the_ids_of_the_definition(contents, source, size):
    ids, single = RecordIds(source), RecordIds(source)
    got = [name for start in range(0, len(contents), size) for name in ids.next_batch(contents[start : start + size])]
    assert got == one_by_one(contents, source) == [single.next(content) for content in contents]


def test_ids_are_those_of_earlier_versions():
    ids = RecordIds("rows.jsonl")
    assert ids.next_batch([{"text": "Acne", "label": "skin"}, {"text": " Acne", "label": "skin "}]) == [
        record_id({"text": "Acne", "label": "skin"}, "rows.jsonl", 0),
        record_id({"text": "Acne", "label": "skin"}, "rows.jsonl", 1),
    ]


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 4096, 8192, 2**63, 2**64 - 1]), max_size=20), max_size=8))
def test_a_tally_counts_what_was_there_before(batches):
    tally, seen = Tally(), Counter()
    for batch in batches:
        wanted = []
        for key in batch:
            wanted.append(seen[key or 1])
            seen[key or 1] += 1
        assert tally.add(np.array(batch, dtype=np.uint64)).tolist() == wanted
    assert len(tally) == len(seen)


def test_a_tally_grows_and_forgets_nothing():
    keys = np.random.default_rng(1).integers(1, 2**64, 50_000, dtype=np.uint64)
    tally = Tally()
    for start in range(0, len(keys), 777):
        tally.add(keys[start : start + 777])
    assert set(tally.add(keys).tolist()) == {1}
    assert {tally.add_one(int(key)) for key in keys[:100]} == {2}
    assert len(tally) == len(np.unique(keys))


def test_a_tally_takes_forty_bytes_for_a_key_at_most():
    tally = Tally()
    tally.add(np.random.default_rng(1).integers(1, 2**64, 200_000, dtype=np.uint64))
    assert (tally._keys.nbytes + tally._counts.nbytes) / len(tally) <= 40


HEX = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(st.lists(HEX), st.lists(HEX), st.integers(1, 5))
def test_known_ids_answer_as_a_set_does(known, others, size):
    batches = [known[start : start + size] for start in range(0, len(known), size)]
    asked = [*others, *known]
    assert KnownIds(batches).holds(asked).tolist() == [name in set(known) for name in asked]


@pytest.mark.parametrize(("name", "known"), [("a" * 16 + "b" * 16, True), ("a" * 16 + "d" * 16, False)])
def test_ids_that_share_their_first_half_are_told_apart(name, known):
    ids = KnownIds([["a" * 16 + "b" * 16, "a" * 16 + "c" * 16]])
    assert ids.holds([name]).tolist() == [known]
