"""Whether the process that wrote a status still lives: a killed one has no time to say that it ended."""

import os
from collections.abc import Mapping
from typing import Any

from pipelines.core.processes import here, started


def traces() -> dict[str, Any]:
    """What a status needs so that `lives` can answer later: number, start and place of this process."""
    return {"pid": os.getpid(), "pid_started": started(os.getpid()), "boot": here()}


def lives(status: Mapping[str, Any]) -> bool:
    """Whether the process with these traces is still running; without traces it is not."""
    if not status.get("pid") or status.get("boot") != here():
        return False
    since = started(status["pid"])
    return since is not None and since == status.get("pid_started")
