"""What a command file's plain functions become: arguments, options, help, groups."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[[str, str], None]

DEDUPE = '''"""Drop near-duplicates."""
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
import typer

@dataclass(frozen=True)
class Result:
    in_: int
    out: Path
    threshold: float

def dedupe(files: list[Path], *, out: Path, threshold: Annotated[float, typer.Option("-t", "--threshold")] = 0.8):
    """Drop near-duplicates from files.

    Args:
        files: The files to read.
        out: The folder to write to.

    Raises:
        VerilodeError: never shown here.
    """
    return Result(len(files), out, threshold)

def show(result):
    yield f"{result.in_} files read"
    yield "evil \\x1b[2J title"
'''

SNAPSHOT = '''"""Freeze the data.

More about it."""
import typer
app = typer.Typer()
DEFAULT = "list"

@app.command("list")
def listing(*, limit: int = 5):
    """List snapshots."""
    return {"limit": limit}

@app.command()
def create(name: str = "unnamed"):
    """Make a snapshot."""
    return {"name": name}

def show_create(result):
    return f"made {result['name']}"
'''


@pytest.fixture(autouse=True)
def commands(write: Write) -> None:
    """A single command and a group."""
    write("dedupe", DEDUPE)
    write("snapshot", SNAPSHOT)


def test_before_the_star_arguments_after_it_options(run: Run) -> None:
    done = run("dedupe", "a.csv", "b.csv", "--out", "clean", "-t", "0.7", "--json")
    assert done.stdout == '{"in": 2, "out": "clean", "threshold": 0.7}\n'


def test_an_option_without_a_default_is_required(run: Run) -> None:
    done = run("dedupe", "a.csv")
    assert (done.returncode, done.stderr) == (
        2,
        "verilode: Missing option '--out' (see: verilode dedupe --help)\n",
    )


def test_show_writes_the_lines_and_control_characters_cannot_act(run: Run) -> None:
    assert run("dedupe", "a.csv", "--out", "x").stdout == "1 files read\nevil \\x1b[2J title\n"


def test_help_comes_from_the_docstring(run: Run) -> None:
    shown = run("dedupe", "--help").stdout
    assert "The folder to write to.  [required]" in shown
    assert "--project DIR" in shown
    assert "--json" in shown
    assert "Raises" not in shown
    assert "Args" not in shown


@pytest.mark.parametrize(
    ("argv", "stdout"),
    [
        (["snapshot"], "limit: 5\n"),
        (["snapshot", "--limit", "9", "--json"], '{"limit": 9}\n'),
        (["snapshot", "create", "first"], "made first\n"),
        (["snapshot", "create"], "made unnamed\n"),
    ],
)
def test_a_group_has_verbs_and_may_have_a_default_one(run: Run, argv: list[str], stdout: str) -> None:
    assert run(*argv).stdout == stdout


def test_help_of_a_group_lists_its_verbs(run: Run) -> None:
    shown = run("snapshot", "--help").stdout
    assert "list    List snapshots." in shown
    assert "create  Make a snapshot." in shown
