"""Chains of pairs become one cluster, named by its first row."""

import numpy as np
import pytest

from pipelines.neardup.components import components


@pytest.mark.parametrize(
    ("rows", "pairs", "expected"),
    [
        (3, [], [0, 1, 2]),
        (5, [(3, 4), (1, 3)], [0, 1, 2, 1, 1]),
        (6, [(4, 5), (2, 3), (3, 4), (0, 1)], [0, 0, 2, 2, 2, 2]),
        (4, [(2, 3), (1, 2), (0, 1), (0, 3)], [0, 0, 0, 0]),
        (0, [], []),
    ],
)
def test_components(rows, pairs, expected):
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
    assert components(rows, left, right).tolist() == expected


def test_long_chains_in_any_order():
    order = np.random.default_rng(3).permutation(999)
    assert set(components(1000, order, order + 1).tolist()) == {0}
