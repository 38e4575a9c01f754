"""Telling processes apart and stopping all of one job's."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from app.jobs.processes import MARK, marked, stop
from pipelines.core.processes import started

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


def test_a_start_time_is_stable_and_ends_with_the_process() -> None:
    process = subprocess.Popen(["sleep", "60"])
    first = started(process.pid)
    assert first is not None
    assert first == started(process.pid) >= started(os.getpid())
    process.kill()
    process.wait()
    assert started(process.pid) is None


def test_stop_reaches_processes_that_left_for_a_session_of_their_own(until: Callable[..., None]) -> None:
    environment = os.environ | {MARK: "job-a"}
    script = "import subprocess; subprocess.run(['sleep', '60'], start_new_session=True)"
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    until(lambda: len(list(marked("job-a"))) == 2)
    stop("job-a")
    assert list(marked("job-a")) == []
    parent.wait()


def test_other_jobs_live_on() -> None:
    other = subprocess.Popen(["sleep", "60"], env=os.environ | {MARK: "job-b"})
    stop("job-c")
    assert other.poll() is None
    other.kill()
    other.wait()


def test_what_does_not_listen_is_killed_after_the_grace() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], env=os.environ | {MARK: "job-d"}, stdout=subprocess.PIPE
    )
    process.stdout.readline()
    begin = time.monotonic()
    stop("job-d", grace=0.3)
    process.wait(timeout=5)
    assert time.monotonic() - begin >= 0.3
