"""Makes a job of a long command that a person typed: same row, same log, same cancel, no supervisor."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from app.jobs.processes import MARK
from app.jobs.table import JobTable
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress

BEAT = 1.0
"""Seconds between heartbeats."""


class TrackedJob:
    """The command's own end of its row; set `failure` if it ends with a sentence instead of an error."""

    def __init__(self, jobs: JobTable, job_id: str) -> None:
        self.id = job_id
        self.failure: str | None = None
        self._jobs = jobs
        self._log: Path = jobs.get(job_id).log
        self._latest: Progress | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def report(self, progress: Progress) -> None:
        """Remember the newest progress for the next heartbeat."""
        self._latest = progress

    def log(self, line: str) -> None:
        """Append one line to the job's log."""
        with self._log.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(line + "\n")

    def begin(self) -> None:
        """Write the row's first sign of life and keep on."""
        self._jobs.start(self.id, os.getpid())
        self._thread.start()

    def end(self, state: str, reason: str | None) -> None:
        """Stop the heartbeat, then write the last word."""
        self._over.set()
        self._thread.join()
        if reason:
            self.log(f"{state}: {reason}")
        self._jobs.close(self.id, state, reason, exit_code=0 if state == "finished" else 1)

    def _beat(self) -> None:
        asked = False
        while not self._over.wait(BEAT):
            with suppress(VerilodeError):  # a busy database must not cost a running command
                self._jobs.beat(self.id, asdict(self._latest) if self._latest else None)
                if not asked and self._jobs.cancel_requested(self.id):
                    asked = True
                    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def tracked(jobs: JobTable, argv: list[str], actor: str) -> Iterator[TrackedJob | None]:
    """The block is a job of the table until it ends; under a supervisor, which keeps the row, it is None."""
    if MARK in os.environ:
        yield None
        return
    job = TrackedJob(jobs, jobs.add(argv, actor))
    job.begin()
    os.environ[MARK] = job.id  # for child processes: they belong to this job
    state, reason = "failed", "it ended without a reason"
    try:
        yield job
        state, reason = ("failed", job.failure) if job.failure else ("finished", "")
    except KeyboardInterrupt:
        state, reason = "cancelled", "cancelled"
        raise
    except VerilodeError as error:
        reason = str(error)
        raise
    except Exception as error:
        reason = f"unexpected error: {type(error).__name__}: {error}"
        raise
    finally:
        del os.environ[MARK]
        job.end(state, reason or None)
