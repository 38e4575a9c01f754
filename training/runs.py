"""The training runs of a project, as their folders tell."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.alive import lives
from training.models.identity import NOTE

_LEFT = {
    True: {"state": "finished"},
    False: {
        "state": "interrupted",
        "reason": "its process is gone and said nothing; the same command takes it up where it was",
    },
}
"""What a run is whose process was killed, by whether its model had been written."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its configuration, where it stands, and what was measured on it so far."""

    folder: Path
    config: Mapping[str, Any]
    status: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def state(self) -> str:
        """created, running, finished, failed or interrupted."""
        return self.status.get("state", "created")

    def metrics(self) -> list[dict[str, Any]]:
        """The rows of metrics.jsonl so far, steps ascending.

        A line that is being written just now is left for the next reading. Where a run was taken up again, its new
        rows replace those it had beyond that step.
        """
        kept: list[dict[str, Any]] = []
        for row in _json_lines(self.folder / "metrics.jsonl"):
            while kept and kept[-1]["step"] > row["step"]:
                kept.pop()
            kept.append(row)
        return kept

    def report(self) -> dict[str, Any] | None:
        """The evaluation against the base, or None before there is one."""
        path = self.folder / "evaluation" / "report.json"
        try:
            return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        except (OSError, ValueError) as damage:
            raise VerilodeError(f"cannot be read: {damage}", file=path) from None


def list_runs(project: Project) -> list[Run]:
    """All runs, the newest first."""
    folders = [f for f in project.runs.glob("[!.]*") if (f / "run.yaml").exists()] if project.runs.exists() else []
    return [
        read_run(folder) for folder in sorted(folders, key=lambda f: (f / "run.yaml").stat().st_mtime, reverse=True)
    ]


def load_run(project: Project, name: str) -> Run:
    """The run whose id is, or starts with, `name`; "latest" is the newest."""
    runs = list_runs(project)
    found = runs[:1] if name == "latest" else [run for run in runs if name and run.id.startswith(name)]
    if len(found) != 1:
        raise VerilodeError(f"{'no run' if not found else 'more than one run'} with id {name!r}; see: verilode runs")
    return found[0]


def read_run(folder: Path) -> Run:
    """The run in a folder; one that says running, but whose process is gone, is interrupted.

    Raises:
        VerilodeError: when its run.yaml or status.json is damaged.
    """
    config, stands = _mapping(folder / "run.yaml"), {}
    if (folder / "status.json").exists():
        stands = _mapping(folder / "status.json")
    if stands.get("state") == "running" and "pid" in stands and not lives(stands):
        stands = {**stands, **_LEFT[(folder / "model" / NOTE).exists()]}
    return Run(folder, config, stands)


def _mapping(path: Path) -> dict[str, Any]:
    """What a YAML file, or a JSON file, says by name."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=path) from None
    if not isinstance(found, dict):
        raise VerilodeError("damaged: holds no names and values", file=path)
    return found


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    whole = path.read_bytes().split(b"\n")[:-1]
    for number, line in enumerate(whole, 1):
        try:
            row = json.loads(line)
            row["step"] + 0
        except (ValueError, KeyError, TypeError) as damage:
            raise VerilodeError(f"cannot be read: line {number}: {damage}", file=path) from None
        yield row
