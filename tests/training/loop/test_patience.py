"""Validations since the best one."""

import pytest

from training.loop.patience import since_best


@pytest.mark.parametrize(
    ("losses", "since"),
    [([], 0), ([3.0], 0), ([3.0, 2.0], 0), ([2.0, 3.0], 1), ([2.0, 2.0, 2.5], 2), ([3, 2, 4, 1], 0)],
)
def test_it_counts_from_the_first_best(losses: list[float], since: int) -> None:
    assert since_best([{"eval_loss": loss} for loss in losses]) == since


def test_more_may_be_better() -> None:
    history = [{"loss": 9}, {"eval_reward": 1.0}, {"eval_reward": 3.0}, {"eval_reward": 2.0}]
    assert since_best(history, "eval_reward", higher=True) == 1
