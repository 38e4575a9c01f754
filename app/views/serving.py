"""What the playground reads: endpoints that run, and who each of their models is."""

from collections.abc import Mapping
from typing import Any

from app.views.newest import readable
from app.views.runs import report
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.runs import load_run
from training.serving.client import models_of
from training.serving.start import running


@readable()
def addresses(project: Project) -> list[str]:
    """Where endpoints of this project answer now."""
    return [endpoint.url for endpoint in running(project)]


def models_at(url: str) -> dict[str, Mapping[str, Any]]:
    """The models of an endpoint by name, with their identity.

    Raises:
        VerilodeError: when nothing answers there.
    """
    return {str(model["id"]): model for model in models_of(url)}


@readable()
def verdict_of(project: Project, run_id: str) -> str:
    """The verdict on a run of this project; empty for a base, an unknown run, or before an evaluation."""
    if not run_id:
        return ""
    try:
        found = report(load_run(project, run_id))
    except VerilodeError:
        return ""
    return found["verdict"]["verdict"] if found else ""
