"""A run's folder in a project, and a second process that reports as the worker does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.config import RunConfig

PROGRAM = """
import json, sys
from pathlib import Path
reached = []
def watch(event, words):
    if event in ("socket.connect", "socket.getaddrinfo") or event.startswith("webbrowser"):
        reached.append(f"{event} {words}")
sys.addaudithook(watch)
from training.config import RunConfig
from training.tracking.reporters import reporters
folder, tracker, rows = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
with reporters(RunConfig("s", "b", "h", tracker=tracker), folder) as reporter:
    for row in rows:
        reporter.log(row)
assert reached == [], reached
"""
ROWS = [{"step": 0, "rows": 20}, {"step": 10, "loss": 0.5}, {"step": 20, "loss": 0.25, "eval_loss": 0.75}]
ID = RunConfig("s", "b", "h").id


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run in a project called `clinic`."""
    folder = tmp_path / "clinic" / "runs" / ID
    folder.mkdir(parents=True)
    return folder


def reported(folder: Path, tracker: str, *fakes: Path, rows: object = ROWS, **environment: str) -> tuple[str, str]:
    """Report the rows from a process of its own that may open no connection; what it said on stdout and stderr."""
    path = os.pathsep.join([*map(str, fakes), *sys.path])
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "PYTHONPATH": path, **environment}
    words = [sys.executable, "-c", PROGRAM, str(folder), tracker, json.dumps(rows)]
    ran = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, ran.stderr
