"""Killed at random moments and taken up each time, a run ends as if it had not been."""

from pathlib import Path

import pytest

from benchmarks.trainer_kills import broken, trainer_kills

pytestmark = pytest.mark.train


def test_three_kills_change_nothing(tmp_path: Path) -> None:
    """The benchmark of twenty, made small."""
    found = trainer_kills(tmp_path, 3, steps=12)
    assert broken(found) == []
    assert found["runs_to_the_end"] >= 1
    assert len(found["checkpoints_at_kill"]) == 3


def test_what_is_not_the_same_is_said() -> None:
    sound = {"other_weights": 0, "other_loss": 0, "failures": []}
    assert broken({**sound, "other_weights": 2}) == ["other_weights is 2, not 0"]
    assert broken({**sound, "failures": ["out of disk"]}) == ["out of disk"]
