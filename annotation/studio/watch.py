"""Pull again and again until somebody stops it: every so many seconds, and at once when Label Studio rings."""

import os
import time
from collections.abc import Callable
from dataclasses import fields, replace

from annotation.studio.client import Studio
from annotation.studio.errors import StudioDown
from annotation.studio.pull import PullReport, pull
from annotation.studio.webhook import HEADER, Doorbell
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.store.project import Project

SECRET_VARIABLE = "VERILODE_WEBHOOK_SECRET"  # noqa: S105 - a name, not a secret
_SUMS = ("tasks", "answered", "discarded", "skipped", "withdrawn")


def watch(project: Project, studio: Studio, seconds: float, port: int | None = None) -> PullReport:
    """Pull until interrupted; what was heard in all.

    Args:
        project: Whose runs.
        studio: The server; it may be away for a while.
        seconds: Between two pulls at most.
        port: Listen there for webhooks, which wake the pull.

    Raises:
        VerilodeError: no time between pulls, a port without a secret, or the server's refusal.
    """
    if seconds < 1:
        raise VerilodeError(f"--watch needs at least 1 second between two pulls, not {seconds:g}")
    if port is None:
        return keep_pulling(project, studio, seconds, time.sleep)
    secret = os.environ.get(SECRET_VARIABLE, "")
    if not secret:
        raise VerilodeError(f"set {SECRET_VARIABLE} to what the webhook sends in its header {HEADER}")
    with Doorbell(port, secret) as bell:
        progress(f"listening at {bell.url}", 0)
        return keep_pulling(project, studio, seconds, bell.wait)


def keep_pulling(project: Project, studio: Studio, seconds: float, wait: Callable[[float], object]) -> PullReport:
    """Pull, wait, and so on until `KeyboardInterrupt`."""
    total: PullReport | None = None
    rounds = 0
    try:
        while True:
            try:
                total = _sum(total, pull(project, studio))
            except StudioDown as away:
                progress(str(away), rounds)
            rounds += 1
            progress(f"{total.answered if total else 0} answers heard; waiting", rounds)
            wait(seconds)
    except KeyboardInterrupt:
        return total or PullReport(**{field.name: 0 for field in fields(PullReport) if field.name != "problems"})


def _sum(before: PullReport | None, now: PullReport) -> PullReport:
    if before is None:
        return now
    return replace(now, **{name: getattr(before, name) + getattr(now, name) for name in _SUMS})
