"""The sweeps of a project as their folders tell: read from results.json, without Optuna."""

import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.alive import lives
from training.config import RunConfig
from training.sweep.plan import FILE, Sweep, read_sweep
from training.sweep.results import FILE as RESULTS
from training.sweep.space import applied


@dataclass(frozen=True, slots=True)
class Listed:
    """One sweep: where it stands and what it found so far."""

    folder: Path
    status: Mapping[str, Any]
    results: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def state(self) -> str:
        """running, finished, failed or interrupted."""
        if self.status.get("state") == "running" and not lives(self.status):
            return "interrupted"
        return str(self.status.get("state", "interrupted"))

    @property
    def trials(self) -> list[dict[str, Any]]:
        """Its trials in order; of a sweep whose process is gone none is running."""
        gone = self.state != "running"
        return [{**t, "state": "interrupted"} if gone and t["state"] == "running" else t for t in self._trials]

    @property
    def _trials(self) -> list[dict[str, Any]]:
        return list(self.results.get("trials", []))

    @property
    def best(self) -> dict[str, Any] | None:
        """The finished trial with the highest value."""
        return self.results.get("best")

    def plan(self) -> Sweep:
        """What it searches.

        Raises:
            VerilodeError: when its sweep.yaml is damaged.
        """
        return read_sweep(self.folder)


def list_sweeps(project: Project) -> list[Listed]:
    """All sweeps, the newest first."""
    folders = [path.parent for path in (project.root / "sweeps").glob(f"*/{FILE}")]
    return [read_listed(folder) for folder in sorted(folders, key=_made, reverse=True)]


def load_sweep(project: Project, name: str) -> Listed:
    """The sweep whose id is, or starts with, `name`; "latest" is the newest."""
    sweeps = list_sweeps(project)
    found = sweeps[:1] if name == "latest" else [one for one in sweeps if name and one.id.startswith(name)]
    if len(found) != 1:
        many = "no sweep" if not found else "more than one sweep"
        raise VerilodeError(f"{many} with id {name!r}; see: verilode sweep list")
    return found[0]


def read_listed(folder: Path) -> Listed:
    """The sweep in a folder.

    Raises:
        VerilodeError: when one of its files is damaged.
    """
    return Listed(folder, _json(folder / "status.json"), _json(folder / RESULTS))


def stop_sweep(listed: Listed) -> None:
    """Ask the process of a sweep to stop: trials that run save where they are, and are tried again the next time.

    Raises:
        VerilodeError: when it is not running on this machine.
    """
    if listed.state != "running":
        raise VerilodeError(f"sweep {listed.id} is not running here (it is {listed.state})")
    os.kill(listed.status["pid"], signal.SIGTERM)


def best_config(listed: Listed) -> RunConfig:
    """The configuration of the best trial.

    Raises:
        VerilodeError: when no trial has finished yet.
    """
    if listed.best is None:
        raise VerilodeError(f"sweep {listed.id} has no finished trial yet")
    return applied(listed.plan().config, listed.best["params"])


def _made(folder: Path) -> float:
    return (folder / "lock").stat().st_ctime if (folder / "lock").exists() else folder.stat().st_ctime


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=path) from None
    if not isinstance(found, dict):
        raise VerilodeError("damaged: holds no names and values", file=path)
    return found
