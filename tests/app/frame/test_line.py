"""Every way a command line can end: its exit code, and what is on stdout and stderr."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[[str, str], None]

WORK = '''"""Does one of several things."""
import subprocess, sys, time
from pipelines.core.errors import VerilodeError

class Result:
    pass

def work(how: str):
    """Do it."""
    if how == "refuse":
        raise VerilodeError("not JSON", file="facts.jsonl", line=7)
    if how == "break":
        raise ZeroDivisionError("two\\nlines")
    if how == "chatter":
        print("chatter")
        subprocess.run(["echo", "more chatter"])
        return {"in": 3, "ratio": float("nan")}
    if how == "sleep":
        print("asleep", file=sys.stderr, flush=True)
        time.sleep(60)
    if how == "short":
        return {"n": 1}
    if how == "long":
        return {str(n): "x" * 100 for n in range(5000)}
'''


@pytest.fixture(autouse=True)
def work(write: Write) -> None:
    """The command `work`."""
    write("work", WORK)


def test_an_expected_error_is_one_line_and_1(run: Run) -> None:
    done = run("work", "refuse")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "verilode: facts.jsonl:7: not JSON\n")


def test_an_expected_error_with_json_is_also_an_object(run: Run) -> None:
    done = run("work", "refuse", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, {"error": "facts.jsonl:7: not JSON"})


def test_an_unexpected_error_is_one_line_and_a_log(run: Run) -> None:
    done = run("work", "break")
    said = re.fullmatch(r"verilode: unexpected error: ZeroDivisionError: two lines \(details in (.+)\)\n", done.stderr)
    assert (done.returncode, done.stdout) == (1, "")
    log = Path(said[1])
    assert "Traceback" in log.read_text()
    log.unlink()


def test_json_stays_one_object_whatever_the_work_prints(run: Run) -> None:
    done = run("work", "chatter", "--json")
    assert (done.returncode, done.stdout) == (0, '{"in": 3, "ratio": null}\n')
    assert done.stderr == "chatter\nmore chatter\n"


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["wrok"], "no command 'wrok'; did you mean 'work'?"),
        (["work"], "Missing argument 'how' (see: verilode work --help)"),
        (["work", "x", "--loud"], "No such option: --loud (see: verilode work --help)"),
    ],
)
def test_wrong_usage_is_2(run: Run, argv: list[str], reason: str) -> None:
    done = run(*argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"verilode: {reason}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_kill_is_cancelled_and_1(line: list[str], tmp_path: Path, kill: signal.Signals) -> None:
    process = subprocess.Popen(
        [*line, "work", "sleep"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr.readline() == "asleep\n"
    process.send_signal(kill)
    assert process.communicate(timeout=20) == ("", "verilode: cancelled\n")
    assert process.returncode == 1


@pytest.mark.parametrize("how", ["long", "short"])
def test_a_reader_that_leaves_early_is_no_error(line: list[str], tmp_path: Path, how: str) -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.Popen(
        [*line, "work", how],
        cwd=tmp_path,
        env=buffered,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=20)


def test_no_words_are_help(run: Run) -> None:
    done = run()
    assert done.returncode == 0
    assert "work  Does one of several things." in done.stdout


def test_another_broken_pipe_is_a_bug(write: Write, run: Run) -> None:
    write("call", '"""Talk to a server."""\ndef call():\n    raise BrokenPipeError(32, "server left")\n')
    done = run("call")
    assert (done.returncode, done.stderr.split(" (")[0]) == (
        1,
        "verilode: unexpected error: BrokenPipeError: [Errno 32] server left",
    )
