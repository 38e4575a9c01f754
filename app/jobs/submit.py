"""Starts a job that outlives whoever asked for it."""

import json
import os
import subprocess
import sys
import threading

from app.jobs.processes import MARK
from app.jobs.table import JobTable

CLI = [sys.executable, "-P", "-m", "app.cli"]
"""How our own command line is run; -P keeps a project's folder from offering Python modules to it."""


def submit(jobs: JobTable, argv: list[str], actor: str, program: list[str] | None = None) -> str:
    """Queue `verilode ARGV` and start its supervisor in a session of its own; the job's id.

    Args:
        jobs: the project's table; the command runs in the folder above its log folder, the project.
        argv: the words after `verilode`; file names absolute, or relative to the project.
        actor: who asked for it.
        program: what to run with `argv` instead of our command line.
    """
    job_id = jobs.add(argv, actor)
    order = {"url": jobs.url, "folder": str(jobs.folder), "job": job_id, "program": program or CLI}
    with (jobs.folder / job_id / "log").open("ab") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.jobs.supervisor"],
            stdin=subprocess.PIPE,  # not argv: the URL may hold a password, and argv is public
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if name != MARK},
        )
    with supervisor.stdin as pipe:  # type: ignore[union-attr]
        pipe.write(json.dumps(order).encode())
    threading.Thread(target=supervisor.wait, daemon=True).start()  # or it stays a zombie of a long-lived server
    return job_id
