"""The serving process: models loaded, address written, requests answered until it is told to stop."""

import asyncio
import json
import os
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress
from training.alive import traces
from training.serving.batches import Batches
from training.serving.door import LOOPBACK, Door
from training.serving.endpoint import Endpoint
from training.serving.engine import Engine
from training.serving.order import Order
from training.serving.prompts import Prompts

ADDRESS = "address.json"
KEY = "VERILODE_API_KEY"
_BEAT = 0.5


def listen(order: Order, folder: Path) -> None:
    """Serve until the process is told to stop, or whoever started it is gone.

    Raises:
        VerilodeError: where the address is taken or a model is not what its name says.
    """
    bound = _bind(order.host, order.port)
    engine = Engine(Path(order.base), order.models, order.dtype)
    batches = Batches(engine, window=order.window, largest=order.largest_batch, most_waiting=order.most_waiting)
    door = Door(os.environ.get(KEY, ""), (*LOOPBACK, order.host) if order.host in LOOPBACK else ("*",))
    endpoint = Endpoint(order.models, Prompts(engine.tokenizer, engine.window, order.longest), batches, door)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_run(endpoint, bound, folder))
    finally:
        batches.close()
        (folder / ADDRESS).unlink(missing_ok=True)
        bound.close()


async def _run(endpoint: Endpoint, bound: socket.socket, folder: Path) -> None:
    config = uvicorn.Config(
        endpoint.app(), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=3
    )
    server, parent = uvicorn.Server(config), os.getppid()
    url = f"http://{_host(bound)}:{bound.getsockname()[1]}"
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    write_atomically(folder / ADDRESS, json.dumps({"url": url, **traces()}).encode())
    told = -1
    while not serving.done():
        if told != endpoint.answered:  # a log that grows with time and not with requests would grow for ever
            told = endpoint.answered
            progress(f"serving at {url}, requests", told, told)  # done of all: a report that is never held back
        await asyncio.wait([serving], timeout=_BEAT)
        server.should_exit = server.should_exit or os.getppid() != parent
    await serving


def _bind(host: str, port: int) -> socket.socket:
    """Taken before the models are loaded: a wrong port is told in a moment, not in minutes."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as taken:
        raise VerilodeError(f"cannot listen on {host}, port {port}: {taken.strerror or taken}") from None
    return bound


def _host(bound: socket.socket) -> str:
    host = bound.getsockname()[0]
    return f"[{host}]" if ":" in host else host
