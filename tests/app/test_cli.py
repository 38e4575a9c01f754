"""The installed entry point."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main


def test_version_is_0_and_nonsense_is_2(capfd: pytest.CaptureFixture[str]) -> None:
    hooks = sys.excepthook
    assert main(["--version"]) == 0
    assert main(["--nonsense"]) == 2
    sys.excepthook = hooks
    assert capfd.readouterr().out.startswith("verilode 0.")


def test_the_console_script_is_the_same(tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "verilode"
    done = subprocess.run([script, "jobs"], cwd=tmp_path, env=os.environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
