"""The table `jobs`: one row per job, beside the events, and every change its row can go through."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.jobs.job import OPEN, Job
from app.jobs.processes import stop
from pipelines.core.errors import VerilodeError
from pipelines.core.processes import here, started
from pipelines.store.database import begin_write, open_engine

SILENCE = 60.0
"""Seconds without a sign of life after which a job on another machine, or one never started, is given up."""

_JOBS = sa.Table(
    "jobs",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("argv", "actor", "state", "submitted_at")),
    *(sa.Column(name, sa.Text) for name in ("started_at", "heartbeat_at", "finished_at", "progress")),
    *(sa.Column(name, sa.Text) for name in ("reason", "boot")),
    *(sa.Column(name, sa.Integer) for name in ("exit_code", "pid")),
    sa.Column("pid_started", sa.Float),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
)


class JobTable:
    """The jobs of one project: rows in the database at `url`, logs under `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder.resolve()

    def add(self, argv: list[str], actor: str) -> str:
        """A new queued job; its id, which is also the name of its folder."""
        job_id = secrets.token_hex(4)
        (self.folder / job_id).mkdir(parents=True)
        row = {"id": job_id, "argv": json.dumps(argv), "actor": actor, "state": "queued"}
        with self._writing() as connection:
            connection.execute(_JOBS.insert().values(**row, submitted_at=_now(), cancel_requested=False))
        return job_id

    def start(self, job_id: str, pid: int) -> bool:
        """Queued → running under process `pid` of this machine; False if it was cancelled before."""
        life = {"pid": pid, "pid_started": started(pid), "boot": here(), "heartbeat_at": _now()}
        change = _JOBS.update().where(_JOBS.c.id == job_id, _JOBS.c.state == "queued")
        with self._writing() as connection:
            return bool(connection.execute(change.values(**life, state="running", started_at=_now())).rowcount)

    def beat(self, job_id: str, progress: dict[str, Any] | None) -> None:
        """A sign of life; it also takes back a premature `interrupted`, e.g. after the machine slept."""
        values: dict[str, Any] = {
            "heartbeat_at": _now(),
            "state": "running",
            "finished_at": None,
            "reason": None,
        }
        if progress is not None:
            values["progress"] = json.dumps(progress)
        change = _JOBS.update().where(_JOBS.c.id == job_id, _JOBS.c.state.in_(("running", "interrupted")))
        with self._writing() as connection:
            connection.execute(change.values(**values))

    def close(self, job_id: str, state: str, reason: str | None = None, exit_code: int | None = None) -> None:
        """The job's last word; a row that already has one keeps it."""
        may_change = OPEN if state == "interrupted" else (*OPEN, "interrupted")
        change = _JOBS.update().where(_JOBS.c.id == job_id, _JOBS.c.state.in_(may_change))
        with self._writing() as connection:
            connection.execute(change.values(state=state, reason=reason, exit_code=exit_code, finished_at=_now()))

    def cancel(self, job_id: str) -> Job:
        """Ask a running job to stop, within about a second; one still queued is cancelled at once."""
        self.reconcile()
        job = self.get(job_id)
        if not job.open:
            raise VerilodeError(f"job {job_id} is already {job.state}")
        with self._writing() as connection:
            connection.execute(_JOBS.update().where(_JOBS.c.id == job_id).values(cancel_requested=True))
        if job.state == "queued":
            self.close(job_id, "cancelled", "cancelled before it started")
        return self.get(job_id)

    def cancel_requested(self, job_id: str) -> bool:
        """Whether somebody asked for the job to stop."""
        with self._reading() as connection:
            return bool(connection.scalar(sa.select(_JOBS.c.cancel_requested).where(_JOBS.c.id == job_id)))

    def get(self, job_id: str) -> Job:
        """One job as its row stands."""
        with self._reading() as connection:
            row = connection.execute(_JOBS.select().where(_JOBS.c.id == job_id)).mappings().first()
        if row is None:
            raise VerilodeError(f"no job {job_id!r}; see: verilode jobs")
        return self._job(row)

    def all(self, limit: int = 100) -> list[Job]:
        """The newest jobs, newest first, after `reconcile`."""
        self.reconcile()
        newest = _JOBS.select().order_by(_JOBS.c.submitted_at.desc()).limit(limit)
        with self._reading() as connection:
            return [self._job(row) for row in connection.execute(newest).mappings()]

    def reconcile(self) -> list[str]:
        """Mark jobs whose process is gone as interrupted, and stop what it left behind; their ids."""
        with self._reading() as connection:
            rows = connection.execute(_JOBS.select().where(_JOBS.c.state.in_(OPEN))).mappings().all()
        gone = {job.id: why for job in map(self._job, rows) if (why := _gone(job))}
        for job_id, why in gone.items():
            stop(job_id, grace=2.0)
            self.close(job_id, "interrupted", why)
        return list(gone)

    def _job(self, row: sa.RowMapping) -> Job:
        values = dict(row)
        values["argv"] = json.loads(row["argv"])
        values["progress"] = json.loads(row["progress"]) if row["progress"] else None
        return Job(**values, log=self.folder / row["id"] / "log")

    @cached_property
    def _engine(self) -> sa.Engine:
        engine = open_engine(self.url)
        if not sa.inspect(engine).has_table(_JOBS.name):
            with begin_write(engine) as connection:
                connection.execute(sa.schema.CreateTable(_JOBS, if_not_exists=True))
        return engine

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with _named_errors(), begin_write(self._engine) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _named_errors(), self._engine.connect() as connection:
            yield connection


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise VerilodeError(f"the jobs' database does not answer: {error.orig}") from error


def _gone(job: Job) -> str | None:
    """Why this open job can no longer be running, or None while it may be."""
    if job.state == "queued":
        return "it was never started" if _age(job.submitted_at) > SILENCE else None
    if job.boot == here():
        alive = job.pid is not None and started(job.pid) == job.pid_started
        return None if alive else f"its process {job.pid} is gone without a last word; run it again to go on"
    silent = _age(job.heartbeat_at or job.submitted_at)
    return f"no sign of life from its machine for {silent:.0f} seconds" if silent > SILENCE else None


def _age(at: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
