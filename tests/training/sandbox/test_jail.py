"""Programs that try to get out, and what stops them."""

import os
import shutil
import socket
import subprocess
import sys
import time

import psutil
import pytest

from tests.fakes.jailed import printed, run
from training.sandbox import Limits

STUBBORN = "import ctypes, os, time; ctypes.CDLL(None).prctl(1, 0); os.setsid(); os.fork(); time.sleep(60)"
"""Leaves the group that will be killed, and takes back that it dies with its parent."""


def test_there_is_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        program = f"""
            import socket
            for family, kind in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM)):
                with socket.socket(family, kind) as out:
                    out.settimeout(2)
                    print(out.connect_ex(("127.0.0.1", {port})) != 0, out.connect_ex(("192.0.2.1", 53)) != 0)
        """
        assert printed(program) == "True True\nTrue True"


def test_the_environment_is_empty(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    assert printed("import os; print([k for k in os.environ if k != 'LC_CTYPE'])") == "[]"


def test_no_file_outside_can_be_read_or_seen(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    secret.chmod(0o644)
    program = f"""
        import os
        for path in ({str(secret)!r}, "/proc/self/environ", "/proc/1/environ", "/etc/passwd", {__file__!r}):
            print(os.path.exists(path))
        print(os.getcwd(), os.listdir("."))
    """
    assert printed(program).split("\n") == ["False"] * 5 + ["/tmp []"]


def test_nothing_outside_can_be_written():
    program = """
        import os
        def tries(path):
            try:
                open(path, "w").write("x")
                return "written"
            except OSError as refused:
                return "refused"
        print(*(tries(p) for p in ("/x", "/usr/x", "/dev/x", "/tmp/x", os.path.dirname(os.__file__) + "/x")))
    """
    assert printed(program) == "refused refused refused written refused"
    assert printed("import os; print(os.listdir('/tmp'))") == "[]"  # what another run wrote is gone


def test_it_has_no_rights():
    program = """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        print(os.getuid() != 0, libc.mount(b"none", b"/tmp", b"tmpfs", 0, b""), libc.sethostname(b"x", 1))
        try:
            os.setuid(0)
        except OSError:
            print("stays who it is")
    """
    assert printed(program) == "True -1 -1\nstays who it is"


def test_other_processes_cannot_be_seen_or_killed():
    program = f"""
        import os
        print(os.getpid())
        try:
            os.kill({os.getpid()}, 0)
        except ProcessLookupError:
            print("nobody there")
    """
    assert printed(program) == "2\nnobody there"


def test_nothing_runs_on_once_the_time_is_up():
    mark = f"mark_{os.getpid()}_{time.monotonic_ns()}"
    assert run(f"{STUBBORN}#{mark}", Limits(seconds=0.7)).ending == "out of time"
    assert left_after_a_while(mark) == []


def test_nothing_runs_on_once_its_master_was_killed(repo_root, tmp_path):
    mark = f"mark_{os.getpid()}_{time.monotonic_ns()}"
    outside = f"from training.sandbox import run_python; run_python({STUBBORN + '#' + mark!r})"
    master = subprocess.Popen([sys.executable, "-c", outside], cwd=repo_root, env={"TMPDIR": str(tmp_path)})
    deadline = time.monotonic() + 20
    while len(holding(mark)) < 3 and time.monotonic() < deadline:  # the master, its sandbox, and what runs in there
        time.sleep(0.05)
    master.kill()
    master.wait()
    assert left_after_a_while(mark) == []


def left_after_a_while(mark: str) -> list[int]:
    """Who is still there when the kernel had time to end everybody."""
    left, deadline = holding(mark), time.monotonic() + 20
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = holding(mark)
    return left


def holding(mark: str) -> list[int]:
    """Processes with this word on their command line, dead ones that nobody waited for left out."""
    listed = psutil.process_iter(["pid", "cmdline", "status"])
    alive = [one.info for one in listed if one.info["status"] != psutil.STATUS_ZOMBIE]
    return [one["pid"] for one in alive if any(mark in word for word in one["cmdline"] or ())]


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_is_isolated_as_root_is(repo_root):
    """Where root lends its Python to nobody, the system's has to do."""
    python = shutil.which("python3", path="/usr/bin:/bin")
    version = [python or "false", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    if subprocess.run(version, check=False).returncode:
        pytest.skip("the system has no Python of 3.11 or newer that an ordinary user may start")
    inside = """
import os, socket
for path in ("/x", "/usr/x", "/dev/x"):
    try:
        open(path, "w")
        print("written")
    except OSError:
        print("refused")
print(socket.socket().connect_ex(("192.0.2.1", 53)), os.getpid(), os.path.exists("/etc"))
"""
    outside = f"from training.sandbox import run_python; print(run_python({inside!r}).output.decode())"
    done = subprocess.run(
        [python, "-c", outside], cwd=repo_root, user=54_321, group=54_321, capture_output=True, text=True
    )
    if "cannot isolate code" in done.stderr:
        pytest.skip("ordinary users may not make namespaces here")
    assert done.stdout.split("\n")[:4] == ["refused", "refused", "refused", "101 2 False"], done.stderr
