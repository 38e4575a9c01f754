"""How far the ends of a cluster are apart."""

import numpy as np
import pytest

from pipelines.neardup import diameter
from pipelines.neardup.diameter import diameters

PAIRS = [(0, 1), (1, 2), (2, 3), (5, 6), (5, 7), (6, 7)]
CLUSTER = [0, 0, 0, 0, 4, 5, 5, 5]


def spread(cluster: list[int], pairs: list[tuple[int, int]]) -> list[int]:
    left, right = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    return diameters(np.array(cluster), left, right).tolist()


def test_a_chain_of_four_a_lone_row_and_a_triangle():
    assert spread(CLUSTER, PAIRS) == [3, 3, 3, 3, 0, 1, 1, 1]


def test_no_pairs():
    assert spread([0, 1], []) == [0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_two_searches_find_the_ends_of_a_long_chain(monkeypatch, order):
    monkeypatch.setattr(diameter, "WHOLE", 256)
    rows = list(range(400))[::order]
    assert spread([0] * 400, list(zip(rows, rows[1:], strict=False)))[0] == 399
