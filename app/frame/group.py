"""The verbs of `verilode`, found by scanning a package; only the one that runs is imported."""

from difflib import get_close_matches
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from app.frame.command import command_of
from pipelines.core.registry import Registry


class LazyGroup(TyperGroup):
    """A command group whose members are the files of `package`; listing them imports none."""

    package = ""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        """Every verb, sorted; `simulate_review.py` is `simulate-review`."""
        return [name.replace("_", "-") for name in Registry(self.package).names()]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:
        """Import one file and make its command; an unknown verb is answered with the nearest known one."""
        known = self.list_commands(ctx)
        if cmd_name not in known:
            near = get_close_matches(cmd_name, known, n=1)
            ctx.fail(f"no command {cmd_name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return command_of(f"{self.package}.{cmd_name.replace('-', '_')}")

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:
        """One row per verb: its name and the first sentence of its file."""
        rows = [(verb, first_sentence(_file(self.package, verb))) for verb in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def verbs(package: str) -> TyperGroup:
    """The whole command line over the command files of `package`."""
    root = typer.Typer(
        cls=type("Verbs", (LazyGroup,), {"package": package}),
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    root.callback()(verilode)
    return get_group(root)


def show_version(wanted: bool) -> None:
    """Print the version and stop, if it was asked for."""
    if wanted:
        print(f"verilode {metadata.version('verilode')}")
        raise typer.Exit


def verilode(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=show_version),
    ] = False,
) -> None:
    """From messy records to a tuned model, with proof of what is in the data and who checked it.

    Every command takes --project DIR (default: the nearest folder upward with verilode.yaml) and --json
    (one JSON object on stdout, nothing else). Exit codes: 0 done, 1 failed, 2 wrong usage.
    """


def first_sentence(file: Path) -> str:
    """The first line of a module's docstring, read without running the module."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').strip()


def _file(package: str, verb: str) -> Path:
    spec = find_spec(package)
    folder = Path(next(iter(spec.submodule_search_locations))) if spec else Path()
    return folder / f"{verb.replace('-', '_')}.py"
