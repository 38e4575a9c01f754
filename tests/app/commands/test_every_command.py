"""Every command file keeps the frame's promises."""

from pathlib import Path

import pytest
from typer.core import TyperGroup

import app.commands
from app.frame.command import command_of
from app.frame.line import run_line

VERBS = sorted(file.stem for file in Path(app.commands.__file__).parent.glob("[!_]*.py"))


@pytest.mark.parametrize("verb", VERBS)
def test_help_names_the_shared_options(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    word = verb.replace("_", "-")
    command = command_of(f"app.commands.{verb}")
    lines = [[word, inner] for inner in command.commands] if isinstance(command, TyperGroup) else [[word]]
    for line in lines:
        assert run_line([*line, "--help"]) == 0
        shown = capfd.readouterr().out
        assert "--project DIR" in shown
        assert "--json" in shown
        assert "Args:" not in shown
