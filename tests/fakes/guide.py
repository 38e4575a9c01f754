"""The guide's commands, typed in order; what each answered is kept for the tests."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tests.fakes.command_line import Shell

COMMANDS = (
    "clean",
    "sample --pilot 300",
    "simulate-review --error-rate 0.02",
    "suggest",
    "sample --audit",
    "simulate-review",
    "certify",
    "simulate-review",
    "snapshot create",
)


@dataclass(frozen=True, slots=True)
class Guided:
    """A walked guide: where it led, and the answers in the order of `COMMANDS`, ingest first."""

    shell: Shell
    file: Path
    ingest: dict[str, Any]
    answers: list[dict[str, Any]]

    def __getitem__(self, line: str) -> dict[str, Any]:
        """What the first command of these words answered."""
        return self.answers[COMMANDS.index(line)]


def walk(folder: Path, recipe: str, data: Path, lines: int) -> Guided:
    """Walk the guide with a recipe and the first lines of a file, up to the snapshot."""
    file = folder / data.name
    with data.open("rb") as whole:
        file.write_bytes(b"".join(islice(whole, lines)))
    Shell(folder).json(f"init own --recipe {recipe}")
    shell = Shell(folder / "own")
    return Guided(shell, file, shell.json("ingest", str(file)), [shell.json(line) for line in COMMANDS])
