"""An endpoint as a person starts it: a process of its own that serves a base, two adapters and a whole model."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.runs import made_run
from tests.fakes.small_models import causal_model
from training.models.identity import model_hash
from training.models.load import read_note
from training.serving.order import Order, write_order
from training.serving.served import Served


@contextmanager
def endpoint(folder: Path, order: Order, **environment: str) -> Iterator[str]:
    """The address of a running endpoint; it is told to stop at the end."""
    write_order(folder, order)
    words = [sys.executable, "-m", "training.worker", "serve", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stderr=log, stdout=log, env={**os.environ, **environment})
    try:
        yield _address(folder, process)
    finally:
        process.terminate()
        assert process.wait(20) == 0, (folder / "log").read_text()


def _address(folder: Path, process: Any) -> str:
    until = time.monotonic() + 90
    while not (folder / "address.json").exists():
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.05)
    return json.loads((folder / "address.json").read_text())["url"]


def entry(name: str, run: Path) -> Served:
    """A run under a name."""
    note = read_note(run / "model")
    return Served(name, str(run / "model"), note["adapter"], note["model_hash"], note["base_hash"], run.name, "snap")


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of random weights."""
    return causal_model(tmp_path_factory.mktemp("base") / "base", window=512)


@pytest.fixture(scope="session")
def runs(base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two adapters that answer differently, one with magnitudes of its own, and a whole model."""
    root = tmp_path_factory.mktemp("project") / "runs"
    return {
        "a": made_run(root / "aaa111", base, seed=1),
        "b": made_run(root / "bbb222", base, seed=2, r=8),
        "dora": made_run(root / "ddd333", base, seed=3, use_dora=True),
        "whole": made_run(root / "fff444", base, adapter="full", seed=4),
    }


@pytest.fixture(scope="session")
def models(base: Path, runs: dict[str, Path]) -> list[Served]:
    """The base and everything made of it."""
    found = model_hash(base)
    return [Served("base", "", "", found, found, "", ""), *(entry(name, run) for name, run in runs.items())]


@pytest.fixture(scope="session")
def order(base: Path, models: list[Served]) -> Order:
    """All of them on a free port, with a window that lets requests meet."""
    return Order(str(base), "float32", models, port=0, window=0.1, longest=12)


@pytest.fixture(scope="session")
def url(order: Order, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it answers."""
    with endpoint(tmp_path_factory.mktemp("serving"), order) as address:
        yield address
