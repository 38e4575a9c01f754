"""Writes cli.md, the help of every command, from the commands themselves: python docs/reference/make_cli.py."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.frame.group import verbs

OPENING = """# Commands

What `--help` says, command by command. Written by `docs/reference/make_cli.py`; a test compares it with the commands.
Exit codes: 0 done, 1 failed (with one line that says why), 2 wrong usage.
"""


def page() -> str:
    """The whole page."""
    group = verbs("app.commands")
    with group.make_context("verilode", ["doctor"]) as context:
        return "\n".join([OPENING, *(_section(line, text) for line, text in _helps(group, context, "verilode"))])


def _helps(group: Any, parent: Any, line: str) -> Iterator[tuple[str, str]]:
    """Each command line with its help, groups before their verbs."""
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        context = type(parent)(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
        yield f"{line} {name}", command.get_help(context)
        if hasattr(command, "commands"):
            yield from _helps(command, context, f"{line} {name}")


def _section(line: str, text: str) -> str:
    return f"## {line}\n```\n{text.strip()}\n```\n"


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(page(), encoding="utf-8")
