"""Running a worker: its progress is relayed, its reason becomes ours, and it never outlives us."""

import sys
from pathlib import Path

import psutil
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from training.process import run_relayed, run_worker

PROGRESS = '{"progress": {"label": "training", "done": 1, "total": 9}}'


def worker(*lines: str) -> list[str]:
    """A real process that runs these lines; `say` writes to stderr as the worker does."""
    say = "import sys, os, signal, time\ndef say(line): print(line, file=sys.stderr, flush=True)\n"
    return [sys.executable, "-c", say + "\n".join(lines)]


def failure(words: list[str], log: Path) -> str:
    with pytest.raises(VerilodeError) as told:
        run_relayed(words, log)
    return str(told.value)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


def test_progress_is_relayed_and_the_rest_is_logged(log: Path) -> None:
    heard: list[Progress] = []
    with reporting_to(heard.append):
        run_relayed(worker(f"say('{PROGRESS}')", "say('a warning')", "say('{broken')", "print('to stdout')"), log)
    assert heard == [Progress("training", 1, 9)]
    assert sorted(log.read_text().splitlines()) == ["a warning", "to stdout", "{broken"]


def test_the_reason_of_a_failure_is_raised(log: Path) -> None:
    words = worker("""say('{"failed": "row 3 is too long"}')""", "sys.exit(1)")
    assert failure(words, log) == "row 3 is too long"


def test_an_end_without_a_reason_names_the_log(log: Path) -> None:
    assert failure(worker("sys.exit(7)"), log) == f"the worker ended with 7; see {log}"


def test_a_kill_is_called_a_kill(log: Path) -> None:
    said = failure(worker("os.kill(os.getpid(), signal.SIGKILL)"), log)
    assert said == f"the worker was killed by signal 9, as when memory runs out; see {log}"


def test_bytes_that_are_no_text_do_not_stop_the_relay(log: Path) -> None:
    heard: list[Progress] = []
    with reporting_to(heard.append):
        run_relayed(worker(r"os.write(2, b'\xff\xfe\n')", f"say('{PROGRESS}')"), log)
    assert len(heard) == 1


@pytest.mark.parametrize("line", ["", "signal.signal(signal.SIGTERM, lambda *_: (say('x' * 1_000_000), sys.exit(1)))"])
def test_a_worker_ends_with_an_interrupt_of_ours(log: Path, line: str) -> None:
    def interrupt(report: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), reporting_to(interrupt):
        run_relayed(worker(line, f"say('{PROGRESS}')", "time.sleep(60)"), log)
    assert [child for child in psutil.Process().children() if "say" in " ".join(child.cmdline())] == []


def test_a_worker_that_will_not_end_is_killed(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.process._GRACE", 0.2)
    pid = log.with_name("pid")

    def interrupt(report: Progress) -> None:
        raise KeyboardInterrupt

    stubborn = [
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        f"open({str(pid)!r}, 'w').write(str(os.getpid()))",
    ]
    with pytest.raises(KeyboardInterrupt), reporting_to(interrupt):
        run_relayed(worker(*stubborn, f"say('{PROGRESS}')", "time.sleep(60)"), log)
    assert not psutil.pid_exists(int(pid.read_text()))


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(VerilodeError, match=r"pip install 'verilode\[train\]'"):
        run_worker("train", tmp_path)
