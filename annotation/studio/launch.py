"""How the managed Label Studio is started: its command, its surroundings, its port."""

import os
import socket
import subprocess
import time
from pathlib import Path

from annotation.studio.environment import VERSION, program
from annotation.studio.state import Account, Home, Serving
from pipelines.core.errors import VerilodeError
from pipelines.core.processes import here, started

PORTS = range(8080, 8100)
"""Tried in this order when nobody wished for one; 8080 is Label Studio's own."""

_FADING = 3.0
"""Seconds."""

_INHERITED = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")
"""All the server gets from our surroundings. It takes settings from any variable that bears their bare name (HOST,
DEBUG, USERNAME, POSTGRE_HOST …), so one set for another program could move its data elsewhere."""


def surroundings(home: Home, account: Account, port: int) -> dict[str, str]:
    """The environment of the server: its data, its first user, no telemetry, no sign-up without an invitation."""
    settings = {
        "BASE_DATA_DIR": str(home.data),
        "HOST": f"http://127.0.0.1:{port}",
        "USERNAME": account.email,
        "PASSWORD": account.password,
        "USER_TOKEN": account.token,
        "ENABLE_LEGACY_API_TOKEN": "true",
        "DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {f"LABEL_STUDIO_{name}": v for name, v in settings.items()} | {"SECRET_KEY": account.secret}


def launch(home: Home, environment: Path, account: Account, port: int) -> Serving:
    """Start the server in a session of its own, so that it outlives this command; its output goes to the log."""
    if home.log.exists():
        home.log.replace(home.log.with_suffix(".log.1"))
    words = ["start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port), "--log-level", "WARNING"]
    with os.fdopen(os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        process = subprocess.Popen(
            [str(program(environment)), "-I", "-m", "label_studio.server", *words, "--enable-legacy-api-token"],
            cwd=home.data,
            env=surroundings(home, account, port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Serving(port, VERSION, process.pid, started(process.pid) or 0.0, here())


def choose_port(wish: int | None, last: int | None) -> int:
    """The wished port; without a wish the last one if it is free, so that links stay good, else the first free one.

    Raises:
        VerilodeError: the wished port is taken or does not exist.
    """
    if wish is not None:
        if not 0 <= wish <= 65535:
            raise VerilodeError(f"port {wish} does not exist; ports go from 0 to 65535")
        found = _free_soon(wish)
        if found is None:
            raise VerilodeError(f"port {wish} on 127.0.0.1 is in use by another program; choose another with --port")
        return found
    again = _free_soon(last) if last else None
    return again or next(port for port in map(_free, (*PORTS, 0)) if port)


def _free_soon(port: int) -> int | None:
    """A server that was just killed holds its port until the last of its threads is gone."""
    end = time.monotonic() + _FADING
    while (found := _free(port)) is None and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _free(port: int) -> int | None:
    """The port if nobody listens there (0: any); like the server we may bind where old connections still fade."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
        return int(probe.getsockname()[1])
