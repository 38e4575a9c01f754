"""Which row of a cluster is preferred."""

import numpy as np
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.neardup.keep import checked_priority, preference

CLUSTER = np.array([0, 1, 0, 1, 0])
LENGTHS = np.array([5, 3, 9, 3, 9])


@pytest.mark.parametrize(
    ("lengths", "priority", "expected"),
    [
        (None, None, [0, 1, 0, 1, 0]),
        (LENGTHS, None, [2, 1, 2, 1, 2]),
        (LENGTHS, [1, 0, 0, 7, 0], [0, 3, 0, 3, 0]),
        (LENGTHS, [4, 0, 4, 0, 4], [2, 1, 2, 1, 2]),
        (None, [0, 0, 5, 0, 5], [2, 1, 2, 1, 2]),
        (None, [-(2**63), 0, 2**63 - 1, 1, 0], [2, 3, 2, 3, 2]),
    ],
)
def test_the_best_row_of_each_cluster(lengths, priority, expected):
    rank = preference(CLUSTER, lengths, priority and np.array(priority))
    assert [min(np.flatnonzero(name == CLUSTER), key=rank.__getitem__) for name in CLUSTER] == expected


@pytest.mark.parametrize("priority", [[1, 2], [[1], [2], [3]], [0.5, 1, 2], ["a", "b", "c"]])
def test_priorities_that_are_not_one_integer_per_text_are_refused(priority):
    with pytest.raises(VerilodeError, match="priority must hold"):
        checked_priority(np.array(priority), 3)


def test_a_list_of_integers_will_do():
    assert checked_priority([3, 1], 2).tolist() == [3, 1]
