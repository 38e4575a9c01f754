"""One device per trial, or a share of the cores."""

import pytest

from pipelines.core.errors import VerilodeError
from training.sweep.devices import devices, slots


def test_each_trial_sees_one_device() -> None:
    assert slots(None, ["0", "3"]) == [{"CUDA_VISIBLE_DEVICES": "0"}, {"CUDA_VISIBLE_DEVICES": "3"}]
    assert slots(1, ["0", "3"]) == [{"CUDA_VISIBLE_DEVICES": "0"}]


def test_without_devices_the_cores_are_shared() -> None:
    assert slots(None, [], cores=8) == [{"OMP_NUM_THREADS": "8"}]
    assert slots(3, [], cores=8) == [{"OMP_NUM_THREADS": "2"}] * 3
    assert slots(4, [], cores=2) == [{"OMP_NUM_THREADS": "1"}] * 4


def test_more_trials_than_devices_are_refused() -> None:
    with pytest.raises(VerilodeError, match="4 trials at a time need 4 devices; here are 2"):
        slots(4, ["0", "1"])


@pytest.mark.parametrize(("named", "found"), [("2, 5", ["2", "5"]), ("", []), ("-1", []), ("GPU-8f", ["GPU-8f"])])
def test_cuda_visible_devices_says_which(monkeypatch: pytest.MonkeyPatch, named: str, found: list[str]) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", named)
    assert devices() == found
