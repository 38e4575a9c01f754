"""The fit from raw numbers to the share that is right."""

import numpy as np
import pytest

from annotation.labelers._learning.calibration import fit_share_right, log_odds


def odds(*probabilities: float) -> np.ndarray:
    """One feature."""
    return log_odds(np.array(probabilities))[:, None]


def test_too_sure_numbers_are_brought_down() -> None:
    raw = odds(*[0.99] * 200, *[0.6] * 200)
    right = np.array([True] * 160 + [False] * 40 + [True] * 110 + [False] * 90)
    fit = fit_share_right(raw, right)
    assert fit(odds(0.99, 0.6)) == pytest.approx([0.8, 0.55], abs=0.02)


def test_a_perfect_record_is_not_certainty() -> None:
    fit = fit_share_right(odds(*[0.9] * 50), np.ones(50, dtype=bool))
    assert 0.93 < fit(odds(0.9))[0] < 0.995


def test_with_almost_nothing_to_go_by_the_number_is_believed() -> None:
    fit = fit_share_right(odds(0.8, 0.8, 0.8), np.array([True, True, False]))
    assert 0.55 < fit(odds(0.8))[0] < 0.85


def test_certain_and_impossible_are_finite() -> None:
    fit = fit_share_right(odds(0.0, 1.0, 1.0), np.array([False, True, True]))
    found = fit(odds(0.0, 1.0))
    assert np.isfinite(found).all()
    assert found[0] < found[1]
