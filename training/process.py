"""Running the worker from a process without torch: progress relayed, failure as one line, cancelled with us."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress

LOG = "worker.log"
_GRACE = 120.0
"""Seconds a cancelled worker has to finish its step, save and say so; then it is killed."""


def run_worker(task: str, folder: Path, **options: str) -> None:
    """Run one task of `training.worker` on a folder and wait for it.

    Raises:
        VerilodeError: with the worker's reason, or where its log is if it gave none.
    """
    if find_spec("torch") is None:
        raise VerilodeError("training needs the extra: pip install 'verilode[train]'")
    folder.mkdir(parents=True, exist_ok=True)
    run_relayed(worker_words(task, folder, **options), folder / LOG)


def worker_words(task: str, folder: Path, **options: str) -> list[str]:
    """The command line that runs one task of the worker on a folder."""
    words = [sys.executable, "-P", "-m", "training.worker", task, str(folder)]
    return [*words, *(f"{name}={value}" for name, value in options.items())]


def run_relayed(
    words: Sequence[str],
    log_file: Path,
    env: Mapping[str, str] | None = None,
    started: Callable[["subprocess.Popen[str]"], None] | None = None,
) -> None:
    """Run a command that talks as the worker does; what it says beside progress and failure goes to the log.

    Args:
        words: The command.
        log_file: Where the rest of what it says is appended.
        env: Its whole environment; this process's own by default.
        started: Is given the process as soon as there is one, so that another thread can stop it.
    """
    with log_file.open("a", encoding="utf-8", errors="backslashreplace") as log:
        worker = subprocess.Popen(
            words, stderr=subprocess.PIPE, stdout=log, text=True, errors="backslashreplace", env=env
        )
        if started:
            started(worker)
        try:
            reason = _follow(worker, log)
        except BaseException:
            _stop(worker)
            raise
    if worker.returncode:
        raise VerilodeError(reason or f"the worker {_ending(worker.returncode)}; see {log_file}")


def _stop(worker: "subprocess.Popen[str]") -> None:
    worker.terminate()
    try:
        worker.communicate(timeout=_GRACE)  # reads on, for a worker that cannot write cannot end
    except subprocess.TimeoutExpired:
        pass
    finally:
        worker.kill()
        worker.wait()


def _ending(code: int) -> str:
    return f"was killed by signal {-code}, as when memory runs out" if code < 0 else f"ended with {code}"


def _follow(worker: "subprocess.Popen[str]", log: TextIO) -> str | None:
    """Relay progress until the worker ends; the reason it gave for failing, if it did."""
    reason = None
    for line in worker.stderr or ():
        message = _message(line)
        if "progress" in message:
            report = message["progress"]
            progress(report["label"], report["done"], report["total"])
        elif "failed" in message:
            reason = str(message["failed"])
        else:
            log.write(line)
    worker.wait()
    return reason


def _message(line: str) -> dict[str, Any]:
    if not line.startswith("{"):
        return {}
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
