"""`verilode serve`: says where it listens, ends politely, refuses in one line."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.jobs.table import JobTable
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.runs import made_run
from tests.fakes.small_models import causal_model
from training.serving.client import ask
from training.serving.start import running

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A base and an adapter."""
    root = tmp_path_factory.mktemp("serve")
    (root / "verilode.yaml").write_text("name: served\n")
    made_run(root / "runs" / "aaa1", causal_model(root / "base", window=512), seed=1)
    return Project.open(root)


def test_it_serves_until_it_is_told_to_stop(project: Project) -> None:
    words = [sys.executable, "-m", "app.cli", "serve", "base", "aaa1", "--port", "0", "--json", "--project"]
    process = subprocess.Popen([*words, str(project.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 90
        while not (found := running(project)):
            assert process.poll() is None and time.monotonic() < until, process.stderr.read()
            time.sleep(0.1)
        assert ask(found[0].url, "aaa1", [{"role": "user", "content": "Hello"}], max_tokens=3).tokens == 3
        process.terminate()
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, json.loads(out)) == (0, {"models": ["base", "aaa1"], "vllm": ""})
    assert f"verilode: serving at {found[0].url}/v1" in err.splitlines()
    assert len(err.splitlines()) < 10
    assert running(project) == []
    (job,) = JobTable(project.database_url, project.jobs).all()
    assert (job.state, job.command.split()[:2]) == ("finished", ["verilode", "serve"])


def test_a_port_that_is_taken_is_one_line(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = Shell(project.root)(f"serve base aaa1 --port {taken.getsockname()[1]}")
    assert ran.code == 1
    assert "cannot listen on 127.0.0.1" in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_a_model_whose_files_changed_is_not_served(project: Project) -> None:
    weights = project.runs / "aaa1" / "model" / "adapter_config.json"
    before = weights.read_bytes()
    weights.write_bytes(before + b" ")
    try:
        ran = Shell(project.root)("serve aaa1 --port 0")
    finally:
        weights.write_bytes(before)
    assert "is not aaa1 any more: its files have changed" in ran.err.splitlines()[-1]


def test_an_endpoint_whose_starter_was_killed_ends(project: Project) -> None:
    words = [sys.executable, "-m", "app.cli", "serve", "base", "--port", "0", "--project", str(project.root)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 90
    while not running(project):
        assert time.monotonic() < until
        time.sleep(0.1)
    (address,) = project.root.glob("serving/*/address.json")
    worker = json.loads(address.read_text())["pid"]
    process.kill()
    process.wait()
    while _lives(worker):
        assert time.monotonic() < until
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" and os.kill(pid, 0) is None
    except OSError:
        return False
