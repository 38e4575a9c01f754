"""pass@k against every possible draw."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from training.metrics._pass_at_k import pass_at_k


@given(st.integers(1, 7), st.data())
def test_it_is_the_share_of_draws_with_a_passing_attempt(attempts, data):
    passed, k = data.draw(st.integers(0, attempts)), data.draw(st.integers(1, attempts))
    draws = list(combinations([True] * passed + [False] * (attempts - passed), k))
    assert pass_at_k(attempts, passed, k) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_with_one_attempt_each_it_is_the_share_that_passed():
    assert pass_at_k(10, 3, 1) == pytest.approx(0.3)


def test_fewer_attempts_than_k_are_refused():
    with pytest.raises(VerilodeError, match="pass@5 needs at least 5 attempts at each task, not 3"):
        pass_at_k(3, 1, 5)
