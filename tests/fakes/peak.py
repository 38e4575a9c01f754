"""A command in a process of its own, and the most memory it held."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent


_RUN = """
import sys
from pathlib import Path
from app.cli import main

code = main(sys.argv[2:])
Path(sys.argv[1]).write_text(Path("/proc/self/status").read_text())
sys.exit(code)
"""


class Measured(NamedTuple):
    """The JSON a command wrote, and its largest resident size in bytes."""

    result: dict[str, Any]
    peak: int


def measured(*words: str, folder: Path) -> Measured:
    """Run `verilode WORDS --json`, with its notes in `folder`.

    The process tells its peak itself: what the system keeps for a child includes its parent's memory before `exec`.
    """
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells a process its largest resident size")
    status = folder / "status"
    line = [sys.executable, "-c", _RUN, str(status), *words, "--json"]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return Measured(json.loads(ran.stdout), int(peak.split()[1]) * 1024)
