"""A project to sweep in, and a worker of a formula instead of a model."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.store.project import Project
from tests.fakes.frozen import frozen
from training.config import RunConfig
from training.sweep.plan import Sweep
from training.sweep.space import make_space

FAKE = Path(__file__).with_name("fake_worker.py")
SPACE = {"learning_rate": {"low": 1e-5, "high": 1e-1, "log": True}, "replay_share": {"low": 0.0, "high": 0.5}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a frozen snapshot, on a machine without devices, whatever a worker has set in this process."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return frozen(tmp_path / "project")


def sweep_of(project: Project, **changes: Any) -> Sweep:
    """A sweep from far beside the best values, six validations a trial."""
    config = RunConfig(
        *(str(next(project.snapshots.iterdir())), "/base", "h"),
        **{"learning_rate": 2e-5, "replay_share": 0.45, "replay_file": "g"},
        **{"steps": 60, "eval_every": 10, "warmup_steps": 10},
    )
    sweep = Sweep(config, tuple(make_space(SPACE, config)), metric="eval_loss", trials=4)
    return replace(sweep, **changes)


def fake_words(task: str, folder: Path, **options: str) -> list[str]:
    """The command line of the worker of a formula."""
    return [sys.executable, str(FAKE), task, str(folder), *(f"{name}={value}" for name, value in options.items())]


def results(folder: Path) -> dict[str, Any]:
    """What the sweep says it found."""
    return json.loads((folder / "results.json").read_text())


def starts(project: Project) -> dict[str, list[int]]:
    """By run: the step at which each start of its worker began."""
    return {path.parent.name: [int(s) for s in path.read_text().split()] for path in project.runs.glob("*/starts")}
