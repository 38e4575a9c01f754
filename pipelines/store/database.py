"""One way to open the event lane's database: embedded SQLite with safe settings, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from pipelines.core.errors import VerilodeError

try:
    import pysqlite3.dbapi2 as _bundled
except ImportError:  # no wheel for this platform: the standard library's SQLite has to serve
    _bundled = None

FIRST_SAFE_SQLITE = (3, 51, 3)
"""Older releases can corrupt a WAL database when several connections reset the log (fixed in 3.51.3)."""

BUSY_TIMEOUT_MS = 60_000
_WRITER_LOCK = 0x7665726C  # "verl": one writer at a time keeps the hash chain of events a chain


def sqlite_module() -> ModuleType:
    """The newer of the bundled and the standard SQLite."""
    if _bundled is not None and _bundled.sqlite_version_info > sqlite3.sqlite_version_info:
        return _bundled
    return sqlite3


def journal_mode() -> str:
    """`WAL` where this SQLite is free of the WAL-reset bug, else the slower `TRUNCATE`."""
    return "WAL" if sqlite_module().sqlite_version_info >= FIRST_SAFE_SQLITE else "TRUNCATE"


def sqlite_url(file: Path) -> str:
    """The URL of a database file."""
    return sa.URL.create("sqlite", database=str(file)).render_as_string()  # a folder's name may hold ? or %


@lru_cache(maxsize=16)
def open_engine(url: str) -> sa.Engine:
    """An engine for `url` with the settings acknowledged writes depend on; one per process and URL.

    Transactions are opened with `begin_write` (BEGIN IMMEDIATE on SQLite), because a read transaction that
    upgrades to a write on an old snapshot fails at once, whatever the busy timeout.
    """
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    if url.startswith("postgresql"):
        return _postgres_engine(url)
    raise VerilodeError(f"database URL must start with sqlite or postgresql, not {url.split(':')[0]!r}")


def _sqlite_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, module=sqlite_module(), connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see `begin_write`
        for pragma in (
            f"journal_mode={journal_mode()}",
            "synchronous=FULL",  # NORMAL may lose the last acknowledged commits at power loss
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgres_engine(url: str) -> sa.Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        return sa.create_engine(url, pool_size=20, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number
        raise VerilodeError("the database URL cannot be read; wanted postgresql://USER@HOST/NAME") from None
    except ModuleNotFoundError as missing:
        raise VerilodeError("PostgreSQL needs the extra: pip install 'verilode[postgres]'") from missing


@contextmanager
def begin_write(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One write transaction, alone on the database, committed at the end of the block."""
    with engine.execution_options(write=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER_LOCK)))
        yield connection
