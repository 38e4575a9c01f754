"""n-grams as hashes: as many as expected, equal exactly where the n-grams are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.neardup.shingles import hash_shingles


def shingles(rows: list[list[int]], ngram: int) -> list[list[int]]:
    """Shingle hashes of rows of small unit numbers."""
    units = np.array([unit for row in rows for unit in row], np.uint64)
    starts = np.cumsum([0, *map(len, rows)])
    found, begins = hash_shingles(units, starts, ngram)
    return [found[a:b].tolist() for a, b in zip(begins[:-1], begins[1:], strict=True)]


@pytest.mark.parametrize(("units", "expected"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (20, 16)])
def test_number_of_five_grams(units, expected):
    assert len(shingles([list(range(units))], 5)[0]) == expected


def test_a_short_row_is_one_shingle_of_what_it_has():
    assert shingles([[7, 8], [7, 8, 9]], 5)[0] == shingles([[7, 8]], 2)[0]


@given(st.lists(st.lists(st.integers(1, 2**64 - 1), max_size=12), max_size=4), st.integers(1, 6))
def test_hashes_are_equal_exactly_where_the_n_grams_are(rows, ngram):
    grams = [[tuple(row[i : i + ngram]) for i in range(max(len(row) - ngram + 1, min(len(row), 1)))] for row in rows]
    found = shingles(rows, ngram)
    assert [len(one) for one in found] == [len(one) for one in grams]
    paired = {(hashed, gram) for a, b in zip(found, grams, strict=True) for hashed, gram in zip(a, b, strict=True)}
    assert len(paired) == len({hashed for hashed, _ in paired}) == len({gram for _, gram in paired})


def test_order_counts():
    forwards, backwards = shingles([[1, 2, 3], [3, 2, 1]], 3)
    assert forwards != backwards
