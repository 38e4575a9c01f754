"""Exact similarity of sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.textcolumn import text_column
from pipelines.neardup import verify
from pipelines.neardup.options import Options
from pipelines.neardup.sets import keep_distinct
from pipelines.neardup.verify import compare, similarities

SETS = st.lists(st.integers(0, 12), min_size=1, max_size=15)


def similarity(left: list[int], right: list[int], floor: float = 0.0, contained: bool = False) -> float:
    """Similarity of two rows of shingles, repeats allowed."""
    rows = np.array(left + right, np.uint64)
    starts = np.array([0, len(left), len(left) + len(right)])
    sizes = keep_distinct(rows, starts)
    return compare(rows, starts, sizes, np.array([0]), np.array([1]), floor, contained)[0]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [([1, 2, 3], [2, 3, 4], 0.5), ([1, 1, 1], [1], 1.0), ([1], [2], 0.0), ([5, 1, 2, 3], [1, 2, 3], 0.75)],
)
def test_jaccard(left, right, expected):
    assert similarity(left, right) == expected


def test_a_pair_at_the_floor_counts_and_one_below_does_not():
    assert similarity([1, 2, 3, 4, 5], [1, 2, 3, 4], floor=0.8) == 0.8
    assert similarity([1, 2, 3, 4, 5], [1, 2, 3, 6], floor=0.8) == -1.0


@given(SETS, SETS, st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.8, 0.9, 1.0]))
def test_jaccard_is_that_of_python_sets(left, right, floor):
    exact = len({*left} & {*right}) / len({*left} | {*right})
    assert similarity(left, right, floor) == (exact if exact >= floor else -1.0)


@given(SETS, SETS, st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.8, 0.9, 1.0]))
def test_containment_is_that_of_python_sets(left, right, floor):
    exact = len({*left} & {*right}) / min(len({*left}), len({*right}))
    assert similarity(left, right, floor, contained=True) == (exact if exact >= floor else -1.0)


def test_a_left_set_that_comes_back_is_still_its_own():
    rows = np.array([1, 2, 3, 4], np.uint64)
    left, right = np.array([0, 1, 0]), np.array([1, 0, 0])
    found = compare(rows, np.array([0, 2, 4]), np.array([2, 2]), left, right, 0.0, False)
    assert found.tolist() == [0.0, 0.0, 1.0]


def test_texts_are_compared_by_their_words(monkeypatch):
    column = text_column(["a b c d", "A, b: c e", "x"])
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    options = Options(ngram=1)
    assert similarities(column, left, right, options, floor=0.0).tolist() == [0.6, 0.0, 0.0]
    monkeypatch.setattr(verify, "CHUNK_BYTES", 1)
    assert similarities(column, left, right, options, floor=0.5).tolist() == [0.6, -1.0, -1.0]


def test_no_pairs_give_no_numbers():
    none = np.empty(0, np.int64)
    assert similarities(text_column([]), none, none, Options(), floor=0.5).tolist() == []
