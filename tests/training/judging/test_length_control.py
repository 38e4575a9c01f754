"""Win rate at equal length: what length bought is taken out."""

import numpy as np
import pytest

from training.judging.length_control import length_controlled_win_rate


def won_by(preference: float, per_length: float, n: int = 4000) -> tuple[list[int], list[int]]:
    """Simulated wins of an `a` that is 50 characters longer on average."""
    chance = np.random.default_rng(0)
    longer = chance.normal(50, 100, n)
    likely = 1 / (1 + np.exp(-(preference + per_length * np.tanh(longer / longer.std()))))
    won = np.where(chance.uniform(size=n) < likely, 1, -1)
    return won.tolist(), longer.round().astype(int).tolist()


def test_a_win_rate_that_is_all_length_becomes_a_half():
    points, longer = won_by(0.0, 2.0)
    assert np.mean(np.array(points) > 0) > 0.6
    assert length_controlled_win_rate(points, longer) == pytest.approx(0.5, abs=0.03)


def test_a_win_rate_that_is_all_quality_stays():
    points, longer = won_by(1.0, 0.0)
    assert length_controlled_win_rate(points, longer) == pytest.approx(0.73, abs=0.03)


def test_ties_are_half_a_win_each():
    assert length_controlled_win_rate([0] * 20, list(range(20))) == pytest.approx(0.5)
    assert length_controlled_win_rate([0, 1] * 20, [5, 5, -5, -5] * 10) == pytest.approx(0.75, abs=0.01)


def test_where_nothing_varies_it_is_the_win_rate():
    assert length_controlled_win_rate([1] * 9 + [-1], [3] * 10) == 0.9
    assert length_controlled_win_rate([1] * 10, list(range(10))) == 1.0


def test_few_pairs_give_none():
    assert length_controlled_win_rate([1] * 9, list(range(9))) is None
