"""Which trackers are used: by name, by default, or none; what cannot be used is refused before the run."""

from importlib.util import find_spec

import pytest

from pipelines.core.errors import VerilodeError
from training.tracking.chosen import chosen_trackers


def refused(names: str) -> str:
    with pytest.raises(VerilodeError) as told:
        chosen_trackers(names)
    return str(told.value)


@pytest.fixture(autouse=True)
def no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VERILODE_TRACKER", raising=False)


def test_none_is_metrics_jsonl_alone() -> None:
    assert chosen_trackers("none") == []


def test_nothing_said_is_trackio_where_it_is_installed() -> None:
    assert chosen_trackers("") == (["trackio"] if find_spec("trackio") else [])


def test_the_machine_may_have_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERILODE_TRACKER", "none")
    assert chosen_trackers("") == []


@pytest.mark.skipif(not (find_spec("trackio") and find_spec("tensorboard")), reason="needs trackio and tensorboard")
def test_several_by_name_each_once() -> None:
    assert chosen_trackers(" tensorboard,trackio, tensorboard") == ["tensorboard", "trackio"]


def test_an_unknown_one_is_answered_with_the_nearest() -> None:
    assert refused("wandbb") == "no tracker called 'wandbb'; did you mean 'wandb'?"


@pytest.mark.skipif(find_spec("mlflow") is not None, reason="mlflow is installed")
def test_one_that_is_not_installed_says_what_installs_it() -> None:
    assert refused("mlflow") == "tracker 'mlflow' is not installed: pip install 'verilode[mlflow]'"


def test_none_beside_others_is_a_contradiction() -> None:
    assert refused("none,trackio") == "tracker 'none,trackio' says none and names others"
