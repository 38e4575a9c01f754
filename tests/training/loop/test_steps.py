"""Steps from passes, and rows at a time from a batch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import RunConfig
from training.loop.steps import fitting_micro_batch, planned_steps


@pytest.mark.parametrize(
    ("epochs", "rows", "steps"),
    [(0.0, 100, 300), (1.0, 100, 10), (1.0, 101, 11), (2.0, 101, 22), (0.5, 100, 5), (1.1, 100, 11), (0.001, 5, 1)],
)
def test_passes_over_the_rows_decide_the_steps(epochs: float, rows: int, steps: int) -> None:
    assert planned_steps(RunConfig("s", "b", "h", batch_size=10, epochs=epochs), rows) == steps


@pytest.mark.parametrize(
    ("share", "wanted", "found"), [(32, 0, 32), (32, 8, 8), (32, 9, 8), (6, 5, 3), (7, 4, 1), (4, 100, 4)]
)
def test_rows_at_a_time_cut_the_batch_evenly(share: int, wanted: int, found: int) -> None:
    assert fitting_micro_batch(share, wanted) == found


@given(st.integers(1, 4096))
def test_halving_ends_at_one_row(batch: int) -> None:
    size, tries = batch, 0
    while size > 1:
        smaller = fitting_micro_batch(batch, size // 2)
        assert smaller <= size // 2
        assert batch % smaller == 0
        size, tries = smaller, tries + 1
    assert tries <= 12
