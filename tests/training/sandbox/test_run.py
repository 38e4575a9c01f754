"""Programs that take too much, and how each of them ends."""

import sys
import threading
import time
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.jailed import SMALL, printed, run
from training.sandbox import Limits, run_python


def test_a_program_reads_prints_and_ends():
    ran = run("import sys; print(sys.stdin.read().upper()); sys.exit(3)", given=b"hello" * 50_000)
    assert (ran.ending, ran.code) == ("too much output", 128 + 9)
    ran = run("import sys; print(len(sys.stdin.read())); sys.exit(3)", given=b"hello" * 50_000)
    assert (ran.ending, ran.code, ran.output) == ("ended", 3, b"250000\n")


def test_processes_are_counted_and_end_with_the_first_one():
    """Far fewer than a bomb, but more than the limit; those that slept are gone when the run is over."""
    program = """
        import os, time
        started = 0
        try:
            for _ in range(40):
                if os.fork() == 0:
                    os.setsid()
                    time.sleep(60)
                    os._exit(0)
                started += 1
        except OSError:
            pass
        print(started)
    """
    start = time.monotonic()
    assert int(printed(program)) < SMALL.processes
    assert time.monotonic() - start < 60


def test_two_runs_do_not_share_their_count_of_processes():
    program = """
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        time.sleep(0.3)
        print("all started")
    """
    found: list[str] = []
    runs = [threading.Thread(target=lambda: found.append(printed(program))) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert found == ["all started"] * 2


@pytest.mark.parametrize(
    "program", ["while True: pass", "import time; time.sleep(60)", "import signal; signal.pause()"]
)
def test_an_endless_program_is_ended(program):
    ran = run(program, Limits(seconds=0.5))
    assert ran.ending == "out of time"
    assert ran.seconds < 30


def test_a_program_that_lets_go_of_its_output_is_ended_all_the_same():
    program = """
        import os, time
        for descriptor in (0, 1, 2):
            os.close(descriptor)
        time.sleep(60)
    """
    assert run(program, Limits(seconds=0.5)).ending == "out of time"


def test_processor_time_is_bounded():
    ran = run("while True: pass", Limits(seconds=30, cpu_seconds=1))
    assert (ran.ending, ran.code) == ("ended", 128 + 9)


def test_endless_output_is_cut():
    ran = run("while True: print('x' * 1000)", Limits(output_bytes=10_000))
    assert (ran.ending, len(ran.output)) == ("too much output", 10_000)


def test_memory_is_bounded():
    ran = run("x = bytearray(400 * 2**20)")
    assert ran.code == 1
    assert b"MemoryError" in ran.errors


def test_files_are_bounded_one_by_one_and_together():
    program = """
        done = 0
        try:
            for n in range(20):
                with open(f"/tmp/{n}", "wb") as out:
                    out.write(bytes(2**20))
                done += 1
        except OSError:
            pass
        print(done)
    """
    assert int(printed(program)) <= SMALL.file_mb
    assert b"File too large" in run("open('/tmp/x', 'wb').write(bytes(8 * 2**20))").errors


def test_open_files_are_bounded():
    program = """
        kept = []
        try:
            while True:
                kept.append(open("/dev/null"))
        except OSError:
            print(len(kept))
    """
    assert int(printed(program)) < SMALL.open_files


def test_an_exit_code_of_its_own_choice_says_nothing_about_the_sandbox():
    assert run("import sys; sys.stderr.write('no new namespaces'); sys.exit(97)").code == 97


def test_nothing_is_left_behind():
    before = set(Path("/tmp").glob("verilode-sandbox-*"))
    run("open('/tmp/x', 'w').write('x')")
    assert set(Path("/tmp").glob("verilode-sandbox-*")) <= before


def test_limits_alone_still_empty_the_environment_and_bound_the_program(monkeypatch):
    """Root's Python may lie where the user without rights cannot read: then it is refused, in one line."""
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    limits = Limits(seconds=8, memory_mb=256, isolation="limits")
    try:
        ran = run("import os; print('SECRET_KEY' in os.environ, os.getuid() != 0); bytearray(400 * 2**20)", limits)
    except VerilodeError as refused:
        assert "this machine cannot isolate code" in str(refused)
        return
    assert ran.output == b"False True\n"
    assert b"MemoryError" in ran.errors


def test_a_machine_without_namespaces_refuses_before_anything_runs(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(VerilodeError, match="cannot isolate code: darwin has no namespaces"):
        run_python("print(1)")


def test_a_program_too_long_for_the_system_is_refused():
    with pytest.raises(VerilodeError, match="may have 100,000 bytes, not 100,001"):
        run_python("#" * 100_001)
