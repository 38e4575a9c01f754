"""The training runs of a project, as their folders tell."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


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
        """created, running, finished or failed."""
        return self.status.get("state", "created")

    def metrics(self) -> list[dict[str, Any]]:
        """The rows of metrics.jsonl so far; a line that is being written just now is left for the next reading."""
        return list(_json_lines(self.folder / "metrics.jsonl"))

    def report(self) -> dict[str, Any] | None:
        """The evaluation against the base, or None before there is one."""
        path = self.folder / "evaluation" / "report.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def list_runs(project: Project) -> list[Run]:
    """All runs, the newest first."""
    folders = [f for f in project.runs.glob("[!.]*") if (f / "run.yaml").exists()] if project.runs.exists() else []
    return [_read(folder) for folder in sorted(folders, key=lambda f: (f / "run.yaml").stat().st_mtime, reverse=True)]


def load_run(project: Project, name: str) -> Run:
    """The run whose id is, or starts with, `name`; "latest" is the newest."""
    runs = list_runs(project)
    found = runs[:1] if name == "latest" else [run for run in runs if name and run.id.startswith(name)]
    if len(found) != 1:
        raise VerilodeError(f"{'no run' if not found else 'more than one run'} with id {name!r}; see: verilode runs")
    return found[0]


def _read(folder: Path) -> Run:
    status = folder / "status.json"
    try:
        config = yaml.safe_load((folder / "run.yaml").read_text(encoding="utf-8"))
        return Run(folder, config, json.loads(status.read_text()) if status.exists() else {})
    except (ValueError, yaml.YAMLError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=folder) from None


def _json_lines(path: Path) -> Any:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        if line:
            yield json.loads(line)
