"""Runs on the server: finding the project of a run, opening a new one, and bringing its interface up to date."""

import html
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotation.studio.client import Studio
from annotation.studio.errors import StudioRefused, StudioSilent
from annotation.studio.ledger import Ledger, Run
from pipelines.core.ids import digest

_LONGEST_TITLE = 50
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Interface:
    """What people see of a run besides the records: the labelling interface and the guideline."""

    config: str
    guideline: str
    version: str

    @property
    def hash(self) -> str:
        """Changes when either changes."""
        return digest([self.config, self.guideline])

    def settings(self) -> dict[str, Any]:
        """As fields of a project; the guideline is shown as text, for the server takes it as HTML."""
        shown = html.escape(self.guideline).replace("\n", "<br>")
        return {"label_config": self.config, "expert_instruction": shown, "show_instruction": bool(shown)}


def find_project(studio: Studio, run: Run) -> dict[str, Any] | None:
    """The run's project on this server; None where this server has none of it."""
    if run.project is not None:
        try:
            found = studio.project(run.project)
            if found.get("description") == run.mark:
                return found
        except StudioRefused as refusal:
            if refusal.status != 404:
                raise
    found = studio.find_project(run.title)
    return found if found and found.get("description") == run.mark else None


def open_run(
    studio: Studio, ledger: Ledger, what: Mapping[str, Any], face: Interface, title: str
) -> tuple[Run, dict[str, Any]]:
    """The run of a batch and its project, found on this server or made there.

    Args:
        studio: The server.
        ledger: Where runs are written down.
        what: phase, batch, template, blind and people: what makes two runs different.
        face: What people see.
        title: Begins the project's title.
    """
    for run in ledger.runs(**what):
        found = find_project(studio, run)
        if found is not None:
            return ledger.change_run(run, project=int(found["id"]), url=studio.url), found
    run = ledger.add_run(url=studio.url, project=None, title="", config_hash=face.hash, guideline=face.version, **what)
    run = ledger.change_run(run, title=_title(title, run))  # before the project exists: a crash must not lose it
    found = _create(studio, run, face)
    return ledger.change_run(run, project=int(found["id"])), found


def update_interface(studio: Studio, ledger: Ledger, run: Run, face: Interface) -> Run:
    """Show a new interface or guideline in a run's project; whatever was answered before must have been pulled."""
    studio.update_project(int(run.project or 0), **face.settings())
    return ledger.change_run(run, config_hash=face.hash, guideline=face.version)


def _title(wish: str, run: Run) -> str:
    several = f" ×{run.people}" if run.people > 1 else ""
    ending = f" · {run.phase}{several} · {run.run[:6]}"
    return wish[: _LONGEST_TITLE - len(ending)].rstrip() + ending


def _create(studio: Studio, run: Run, face: Interface) -> dict[str, Any]:
    for left in reversed(range(_TRIES)):
        try:
            return studio.create_project(
                run.title,
                description=run.mark,
                show_collab_predictions=True,
                show_skip_button=True,
                enable_empty_annotation=True,
                maximum_annotations=run.people,
                **face.settings(),
            )
        except StudioSilent:  # it may have been made all the same
            if not left:
                raise
            time.sleep(0.5)
            found = find_project(studio, run)
            if found is not None:
                return found
    raise AssertionError("unreachable")
