"""A command line over command files that a test writes, and a project to run it in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

ENTRY = """
import sys
from app.frame.line import catch_bugs, run_line
catch_bugs("--json" in sys.argv)
sys.exit(run_line(sys.argv[1:], "verbs"))
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], None]:
    """Writes one command file into the package `verbs`."""
    (tmp_path / "verbs").mkdir()
    (tmp_path / "verbs" / "__init__.py").touch()

    def one(name: str, text: str) -> None:
        (tmp_path / "verbs" / f"{name}.py").write_text(text)

    return one


@pytest.fixture
def line(tmp_path: Path) -> list[str]:
    """How the command line over `verbs` is started as a process, from `tmp_path`."""
    return [sys.executable, "-c", ENTRY]


@pytest.fixture
def run(line: list[str], tmp_path: Path) -> Run:
    """Runs one command line over `verbs` to its end; keywords are environment variables."""

    def to_its_end(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*line, *argv], cwd=tmp_path, capture_output=True, text=True, env=os.environ | environment
        )

    return to_its_end


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder."""
    (tmp_path / "verilode.yaml").write_text("name: demo\n")
    return tmp_path
