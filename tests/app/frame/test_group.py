"""Verbs are found in a folder, listed without importing them, and imported one at a time."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.frame.group import first_sentence

Run = Callable[..., Any]
Write = Callable[[str, str], None]

VERILODE = [sys.executable, "-m", "app.cli"]
COMMANDS = Path(__file__).parents[3] / "app" / "commands"


def test_help_lists_every_verb_and_imports_none(write: Write, run: Run) -> None:
    write("simulate_review", '"""Play a reviewer."""\nraise SystemExit("imported")\n')
    write("broken", '"""Cannot even be parsed."""\n(((\n')
    write("_private", '"""Not a verb."""\n')
    commands = run("--help").stdout.partition("Commands:\n")[2]
    assert commands.split("\n")[:2] == [
        "  broken           Cannot even be parsed.",
        "  simulate-review  Play a reviewer.",
    ]
    assert "private" not in commands


def test_a_verb_is_its_file_and_the_other_files_stay_closed(write: Write, run: Run) -> None:
    write("simulate_review", '"""Play."""\ndef simulate_review():\n    return {"played": 1}\n')
    write("broken", "(((\n")
    assert run("simulate-review").stdout == "played: 1\n"


@pytest.mark.parametrize("file", sorted(COMMANDS.glob("[!_]*.py")), ids=lambda file: file.stem)
def test_every_command_file_says_in_one_line_what_it_is_for(file: Path) -> None:
    assert first_sentence(file).endswith(".")


def test_the_real_help_lists_every_real_verb() -> None:
    shown = subprocess.run([*VERILODE, "--help"], capture_output=True, text=True).stdout
    for file in COMMANDS.glob("[!_]*.py"):
        assert f"\n  {file.stem.replace('_', '-')} " in shown


def test_the_real_help_takes_less_than_400_ms_of_cpu() -> None:
    script = f"""
import resource, subprocess
def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
times = [cpu()]
for _ in range(3):
    subprocess.run({[*VERILODE, "--help"]!r}, stdout=subprocess.DEVNULL, check=True)
    times.append(cpu())
print(min(after - before for before, after in zip(times, times[1:])))
"""
    best = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout
    assert float(best) <= 0.4
