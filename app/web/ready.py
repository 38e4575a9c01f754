"""`/api/ready`: can this server open its project and read its log right now?"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def ready_route(root: Path) -> Route:
    """The route: 200 with `{"ready": true}`, or 503 with a reason that names no path and no data."""

    async def ready(_request: Request) -> JSONResponse:
        reason = await run_in_threadpool(trouble, root, _last_event)
        return JSONResponse({"ready": reason is None, "reason": reason}, status_code=503 if reason else 200)

    return Route("/api/ready", ready, methods=["GET"])


def trouble(root: Path, read: Callable[[Project], object]) -> str | None:
    """Why the project in `root` cannot be served, None if it can; `read` touches its store."""
    try:
        project = Project.open(root)
        project.recipe  # noqa: B018 - read and checked here, so that what fails below is the log
    except VerilodeError:
        return "the project cannot be opened"
    try:
        read(project)
    except (VerilodeError, SQLAlchemyError, OSError):
        return "the event log cannot be read"
    return None


def _last_event(project: Project) -> int:
    return project.events.last_seq()
