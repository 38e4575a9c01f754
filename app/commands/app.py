"""Open the app in the browser: review, data, runs and jobs of this project."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from app.frame.screen import say
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Served:
    """What was served, told when the server has stopped."""

    url: str


def app(
    project: Project,
    *,
    port: Annotated[int | None, typer.Option(help="Port to listen on (default: the first free from 8501).")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> Served:
    """Serve the app on this computer until Ctrl+C."""
    from app.web.server import serve

    addresses: list[str] = []

    def announce(url: str) -> None:
        addresses.append(url)
        say(f"verilode is at {url} (stop with Ctrl+C)")

    serve(project.root, port=port, open_browser=open_browser, announce=announce)
    return Served(addresses[-1] if addresses else "")


def show(result: Served) -> Iterator[str]:
    """The line a person reads when the server has stopped."""
    yield f"stopped serving {result.url}"
