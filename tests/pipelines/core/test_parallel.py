"""Rows cut into runs, and work in order whatever finishes first."""

import time

import numpy as np
import pytest

from pipelines.core.parallel import in_threads, spans
from pipelines.core.progress import Progress, reporting_to


@pytest.mark.parametrize(
    ("sizes", "limit", "expected"),
    [
        ([], 10, []),
        ([0, 0], 10, [(0, 2)]),
        ([4, 4, 4, 4, 4], 10, [(0, 2), (2, 4), (4, 5)]),
        ([1, 50, 1], 10, [(0, 1), (1, 3)]),
    ],
)
def test_spans(sizes, limit, expected):
    assert spans(np.array(sizes, np.int64), limit) == expected


def test_results_come_in_the_order_of_the_items_and_each_is_reported():
    def slow_first(number: int) -> int:
        time.sleep(0.02 if number == 0 else 0)
        return number * number

    seen: list[Progress] = []
    with reporting_to(seen.append):
        assert list(in_threads(slow_first, range(3), "squaring")) == [0, 1, 4]
    assert seen == [Progress("squaring", done, 3) for done in range(4)]


def test_a_failure_inside_a_thread_arrives():
    with pytest.raises(ZeroDivisionError):
        list(in_threads(lambda number: 1 // number, [1, 0], "dividing"))


def test_no_items():
    assert list(in_threads(abs, [], "nothing")) == []
