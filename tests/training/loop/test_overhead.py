"""The benchmark of what a step costs, made small: it runs and counts; its figures are for a quiet machine."""

from pathlib import Path

import pytest

from benchmarks.trainer_overhead import trainer_overhead

pytestmark = pytest.mark.train


def test_pairs_of_runs_give_a_ratio_each(tmp_path: Path) -> None:
    found = trainer_overhead(tmp_path, 2, steps=5, hidden=32, layers=1)
    assert len(found["ratios"]) == 2
    assert found["ratios"] == sorted(found["ratios"])
    assert found["bare_step_s"] > 0
