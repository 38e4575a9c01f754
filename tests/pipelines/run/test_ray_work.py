"""What the Ray engine's workers do, without Ray: shards in, and the same pairs as the local kernel out."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.textcolumn import text_column
from pipelines.neardup.bands import choose_banding, fewest_agreeing
from pipelines.neardup.candidates import candidate_pairs
from pipelines.neardup.clustering import collapsed
from pipelines.neardup.options import Options
from pipelines.neardup.sketch import sketch
from pipelines.neardup.verify import similarities
from pipelines.run._ray_work import banded, compared, proposed, shard, sketched, taken, texts_of

TEXTS = ["one two three", "", "one two four", "äöü", "one two three", "five"]


def test_a_shard_holds_its_rows_alone() -> None:
    one = shard(text_column(TEXTS), (2, 4))
    assert bytes(one.data) == "one two fouräöü".encode()
    assert one.offsets.tolist() == [0, 12, 18]
    assert texts_of(one).to_pylist() == ["one two four", "äöü"]


def test_a_shard_of_empty_texts_has_no_bytes() -> None:
    one = shard(text_column(["", "x", "", ""]), (2, 4))
    assert texts_of(one).to_pylist() == ["", ""]
    assert sketched(one, Options())[0].tolist()[1] == [0, 0]


def test_rows_are_taken_group_by_group() -> None:
    groups = taken(shard(text_column(TEXTS), (2, 6)), [np.array([0, 3]), np.array([], np.int64), np.array([1])])
    assert [texts_of(group).to_pylist() for group in groups] == [["one two four", "five"], [], ["äöü"]]


def test_postings_go_where_the_upper_bits_of_the_key_say() -> None:
    keys = np.array([[0x00000001, 0x40000000, 0xFFFFFFFF], [0x00000002, 0xC0000000, 0x00000002]], np.uint32)
    pieces = banded(keys, np.array([0, 2]), 100, 4)
    assert [[hex(posting) for posting in piece.postings.tolist()] for piece in pieces] == [
        ["0x100000064", "0x200000064", "0x200000066"],
        [],
        [],
        ["0xffffffff00000066"],
    ]
    assert [piece.starts.tolist() for piece in pieces] == [[0, 1, 3], [0, 0, 0], [0, 0, 0], [0, 1, 1]]


@pytest.mark.parametrize("parts", [1, 2, 16])
@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.lists(st.sampled_from("abc"), max_size=4).map(" ".join), min_size=1, max_size=40),
    cut=st.lists(st.integers(0, 40), max_size=3),
)
def test_shards_and_partitions_change_no_pair(parts: int, texts: list[str], cut: list[int]) -> None:
    column, options = text_column(texts), Options(threshold=0.5, ngram=1)
    edges = np.array(sorted({0, len(texts), *(place for place in cut if place < len(texts))}), np.int64)
    spans = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    shards = [shard(column, span) for span in spans]
    whole = sketch(column, options)
    _, distinct = collapsed(whole)

    made = [sketched(one, options) for one in shards]
    prints = np.concatenate([one for one, _, _ in made], axis=1)
    assert prints.tolist() == [whole.prints.tolist(), whole.sizes.tolist()]

    own = [distinct[(distinct >= first) & (distinct < last)] - first for first, last in spans]
    pieces = [banded(keys, rows, first, parts) for (_, keys, _), rows, (first, _) in zip(made, own, spans, strict=True)]
    banding = choose_banding(0.5, 128)
    agreeing = fewest_agreeing(0.5, banding.bands * banding.rows)
    found = [
        proposed(of_part, edges, lambda number: made[number][2], agreeing) for of_part in zip(*pieces, strict=True)
    ]
    expected = candidate_pairs(whole.keys, whole.minima, distinct, 0.5)
    assert sorted(set(np.concatenate(found).tolist())) == expected.tolist()


def test_pairs_are_compared_over_the_rows_that_were_brought() -> None:
    column, options = text_column(TEXTS), Options(threshold=0.4, ngram=1)
    left, right = np.array([0, 0, 2]), np.array([2, 4, 5])
    brought = [*taken(shard(column, (0, 3)), [np.array([0, 2])]), *taken(shard(column, (3, 6)), [np.array([1, 2])])]
    found = compared(brought, np.array([0, 2, 4, 5]), left, right, options)
    assert found.tolist() == [0.5, 1.0, -1.0]
    assert found.tolist() == similarities(column, left, right, options, floor=0.4).tolist()


def test_a_shard_that_ray_made_read_only_does_as_well() -> None:
    one = shard(text_column(pa.array(TEXTS, pa.large_string())), (0, 6))
    one.offsets.flags.writeable = False
    assert texts_of(one).to_pylist() == TEXTS
