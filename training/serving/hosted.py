"""An endpoint for as long as a block lasts, for who wants answers and not a server."""

import json
import os
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.store.project import Project
from training.process import LOG, run_relayed, worker_words
from training.serving.order import Order, write_order

_LOOK = 0.05


@contextmanager
def hosted(project: Project, order: Order) -> Iterator[str]:
    """Serve in a process of its own while the block runs; its address.

    Raises:
        VerilodeError: with the reason it could not begin to serve.
    """
    folder = project.root / "serving" / f"{os.getpid()}-{secrets.token_hex(4)}"
    write_order(folder, order)
    process = _Process(folder)
    try:
        yield process.address()
    finally:
        process.stop()
        shutil.rmtree(folder, ignore_errors=True)


class _Process:
    """The serving process, followed by a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._failure = folder, ""
        self._started, self._over = threading.Event(), threading.Event()
        self._worker: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def address(self) -> str:
        """Where it answers, as soon as it does."""
        progress("loading the models", 0)
        while not (self._folder / "address.json").exists():
            if self._over.wait(_LOOK):
                raise VerilodeError(self._failure or f"the endpoint ended; see {self._folder / LOG}")
        return json.loads((self._folder / "address.json").read_text(encoding="utf-8"))["url"]

    def stop(self) -> None:
        """Tell it to end and wait."""
        self._started.wait(10)
        if self._worker is not None and not self._over.is_set():
            self._worker.terminate()
        self._thread.join()

    def _follow(self) -> None:
        try:
            run_relayed(worker_words("serve", self._folder), self._folder / LOG, started=self._begun)
        except VerilodeError as failure:
            self._failure = str(failure)
        finally:
            self._started.set()
            self._over.set()

    def _begun(self, worker: "subprocess.Popen[str]") -> None:
        self._worker = worker
        self._started.set()
