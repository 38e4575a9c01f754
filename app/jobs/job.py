"""One job as its readers see it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPEN = ("queued", "running")
"""States that can still change; the others are finished, failed, cancelled and interrupted."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command line with a status. Times are ISO 8601 in UTC."""

    id: str
    argv: list[str]
    actor: str
    state: str
    submitted_at: str
    started_at: str | None
    heartbeat_at: str | None
    finished_at: str | None
    progress: dict[str, Any] | None
    exit_code: int | None
    reason: str | None
    cancel_requested: bool
    pid: int | None
    pid_started: float | None
    boot: str | None
    log: Path

    @property
    def command(self) -> str:
        """The line a person could type to do the same."""
        return command_line(self.argv)

    @property
    def open(self) -> bool:
        """Whether it is still queued or running."""
        return self.state in OPEN


def command_line(argv: Sequence[str]) -> str:
    """These words as a shell line."""
    return shlex.join(["verilode", *argv])
