"""The sets that are compared."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.textcolumn import text_column
from pipelines.neardup.options import Options
from pipelines.neardup.sets import keep_distinct, shingle_sets

ROWS = st.lists(st.lists(st.integers(0, 40) | st.just(2**64 - 1), max_size=30), max_size=6)


def test_distinct_values_move_to_the_front_in_their_order():
    rows = np.array([3, 1, 3, 2, 9, 9], np.uint64)
    assert keep_distinct(rows, np.array([0, 4, 4, 6])).tolist() == [3, 0, 1]
    assert rows[:3].tolist() == [3, 1, 2]
    assert rows[4] == 9


@given(ROWS)
def test_distinct_values_are_those_of_python(rows):
    values = np.array([value for row in rows for value in row], np.uint64)
    starts = np.cumsum([0, *map(len, rows)])
    sizes = keep_distinct(values, starts)
    found = [values[a : a + size].tolist() for a, size in zip(starts, sizes, strict=False)]
    assert found == [list(dict.fromkeys(row)) for row in rows]


def test_a_text_with_a_repeated_run_has_it_once():
    sets = shingle_sets(text_column(["a b a b a", "x"]), np.array([0, 1]), Options(ngram=2))
    assert sets.sizes.tolist() == [2, 1]
