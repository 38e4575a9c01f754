"""The one process that imports torch: `python -m training.worker TASK FOLDER [OPTION=VALUE]…`.

Tasks are the files of `training.tasks`. Progress goes to stderr as JSON lines
`{"progress": {"label", "done", "total"}}`, a refusal as `{"failed": reason}`; status.json in the folder says running,
finished or failed with a reason.
"""

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import Progress, reporting_to
from training.alive import traces
from training.loop.devices import leads
from training.tasks import TASKS

_ENVIRONMENT = {
    # two threads that spin while they wait for each other cost up to ten times the work on a busy machine
    "GOMP_SPINCOUNT": "0",
    "OMP_WAIT_POLICY": "PASSIVE",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # bars are for terminals; ours is the progress on stderr
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}
_EVERY = 0.5
_CANCELLING = (signal.SIGTERM, signal.SIGINT)


def main(argv: list[str]) -> int:
    """Run one task; answers 0 done, 1 failed with the reason on stderr and in status.json."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    _one_device()
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)  # peft imports it, and it complains about faster kernels
    task, folder = argv[0], Path(argv[1])
    options = dict(word.split("=", 1) for word in argv[2:])
    write_status(folder, "running", task)
    try:
        with reporting_to(_to_stderr()):
            TASKS.get(task)(folder, options)
    except VerilodeError as refused:
        return _failed(folder, task, str(refused))
    except (KeyboardInterrupt, BrokenPipeError):  # the pipe breaks when whoever started us is gone
        return _failed(folder, task, "cancelled")
    except Exception as bug:
        _failed(folder, task, f"unexpected error: {type(bug).__name__}: {' '.join(str(bug).split())[:300]}")
        raise
    write_status(folder, "finished", task)
    return 0


def write_status(folder: Path, state: str, task: str, reason: str | None = None) -> None:
    """Say where the task stands; `state` is running, finished or failed. Of several processes the first one says it."""
    if not leads():
        return
    status = {"state": state, "task": task, "reason": reason, **traces(), "at": time.time()}
    write_atomically(folder / "status.json", json.dumps(status).encode())


def _one_device() -> None:
    """Without a launcher one process works on one device; torch would spread it over all it sees."""
    if "WORLD_SIZE" not in os.environ:
        first = os.environ.get("CUDA_VISIBLE_DEVICES", "0").partition(",")[0]
        os.environ["CUDA_VISIBLE_DEVICES"] = first


def _cancel(number: int, frame: Any) -> None:
    """End as from the keyboard, once: a second signal must not interrupt the writing of the status."""
    for each in _CANCELLING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _failed(folder: Path, task: str, reason: str) -> int:
    write_status(folder, "failed", task, reason)
    with suppress(BrokenPipeError):
        sys.stderr.write(json.dumps({"failed": reason}) + "\n")
        sys.stderr.flush()
    return 1


def _to_stderr() -> Callable[[Progress], None]:
    due = 0.0

    def sink(report: Progress) -> None:
        nonlocal due
        if leads() and (time.monotonic() >= due or report.done == report.total):
            due = time.monotonic() + _EVERY
            sys.stderr.write(json.dumps({"progress": asdict(report)}) + "\n")
            sys.stderr.flush()

    return sink


if __name__ == "__main__":
    for wanted in _CANCELLING:
        signal.signal(wanted, _cancel)
    sys.exit(main(sys.argv[1:]))
