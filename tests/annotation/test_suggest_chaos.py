"""Faults in 30 % of the calls and a process that is killed: every record ends well or with a named cause."""

from pathlib import Path

from benchmarks.labelling_chaos import chaos_run, sound
from tests.fakes.chaos_server import FAULTS


def test_nothing_is_lost_mixed_up_or_paid_twice(tmp_path: Path) -> None:
    result = chaos_run(tmp_path, records=300, kills=2, concurrency=24)
    assert sound(result) == []
    assert result["labelled"] + sum(result["needs_person"].values()) == 300
    assert result["labelled"] > 250
    assert set(result["faults"]) == set(FAULTS)
    assert 0 < result["killed_at"][0] < result["killed_at"][1] < 300
    assert result["calls"] <= result["calls_in_ledger"] <= result["calls"] + 2 * 24
