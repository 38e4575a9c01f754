"""Starts the app: checks the address, builds the ASGI application, serves until interrupted."""

import gc
import os
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from app.web.address import free_port, loopback, url_of
from app.web.options import server_options
from app.web.ready import ready_route
from app.web.safety import Safety
from app.widgets.problem import show_problem

PROJECT_VARIABLE = "VERILODE_PROJECT"
SCRIPT = Path(__file__).parent / "script.py"
"""Not in `app/`: Streamlit would take the folder `pages` beside its script for pages of its own."""


def serve(
    project_root: Path,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] | None = None,
    script: Path = SCRIPT,
) -> None:
    """Serve the project in `project_root` until Ctrl+C.

    Args:
        project_root: Folder that holds verilode.yaml.
        host: Loopback address to listen on; any other is refused.
        port: Port to listen on, 0 for any free one; by default the first free one from 8501 on.
        open_browser: Open the page in the default browser once it can be served.
        announce: Told the page's address once it can be served.
        script: The Streamlit script.
    """
    host = loopback(host)
    port = free_port(host, port)
    os.environ[PROJECT_VARIABLE] = str(project_root.resolve())
    try:
        app = build_app(project_root, url_of(host, port), ready(url_of(host, port), open_browser, announce), script)
        app.run(config=server_options(host, port))
    except KeyboardInterrupt:
        return


def build_app(project_root: Path, url: str, when_ready: Callable[[], None], script: Path = SCRIPT) -> st.App:
    """The ASGI application that answers at `url`; `when_ready` is called once it can."""

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        settle_memory()
        when_ready()
        yield

    return st.App(
        script,
        lifespan=lifespan,
        routes=[ready_route(project_root)],
        middleware=[Middleware(Safety, netloc=url.removeprefix("http://"))],
        on_script_error=show_problem,
    )


def ready(url: str, open_browser: bool, announce: Callable[[str], None] | None) -> Callable[[], None]:
    """What to do once `url` answers: tell it, open it (beside the server, which must not wait for a browser)."""

    def tell() -> None:
        if announce:
            announce(url)
        if open_browser:
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    return tell


def settle_memory() -> None:
    """Load what every page needs, then take it out of the garbage collector's sight.

    Streamlit collects garbage after every rerun; without this each decision of a reviewer would walk through
    every object of pandas, pyarrow and altair.
    """
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    gc.collect()
    gc.freeze()
