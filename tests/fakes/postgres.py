"""A private PostgreSQL server for tests: its own folder, a free loopback port, gone when the tests are."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_SAFETY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
"""Nobody needs these data after the test; what the tests kill is the client, never the server."""


class Postgres:
    """A running server that makes empty databases."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._made = 0

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        import psycopg

        self._made += 1
        name = f"lane_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name: str) -> str:
        """The URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"


def programs() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running(bin_folder: Path) -> Iterator[Postgres]:
    """A server of its own, as the user `postgres` where we are root, for it refuses to be root's."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="verilode-pg-"))
    if user:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()

    def run(program: str, *words: str) -> None:
        line = [str(bin_folder / program), "-D", str(folder / "data"), *words]
        subprocess.run(line, cwd=folder, stdout=subprocess.DEVNULL, check=True, timeout=120, **user)

    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--no-locale")
        listen = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {_NO_SAFETY}"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", listen, "start")
        try:
            yield Postgres(port)
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
