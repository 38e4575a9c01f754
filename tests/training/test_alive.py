"""Telling a live process from one that is gone, or from a stranger that was given its number."""

import json
import os
import subprocess
import sys

import pytest

from training.alive import lives, traces


def test_this_process_lives():
    assert traces()["pid"] == os.getpid()
    assert lives(traces())


@pytest.mark.parametrize(
    "change",
    [
        {"pid_started": 1_000_000.0},  # the number belongs to somebody else by now
        {"boot": "another boot"},
        {"pid": 0},
        {"pid": 4_194_305},  # above the highest number there is
    ],
)
def test_other_traces_are_those_of_a_process_that_is_gone(change):
    assert not lives({**traces(), **change})


def test_no_traces_no_life():
    assert not lives({"state": "running"})


def test_a_process_that_ended_is_gone_even_before_its_parent_looked():
    script = "import json; from training.alive import traces; print(json.dumps(traces()), flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], text=True, **pipes) as child:
        seen = json.loads(child.stdout.readline())
        assert lives(seen)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet collected
        assert not lives(seen)
