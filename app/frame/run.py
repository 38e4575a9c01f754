"""Runs one verb: opens the project, follows progress, keeps stdout for the result, delivers the result."""

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import typer

from app.frame.reports import Lines, ProgressFile, UpdatingLine, reporting_to_all
from app.frame.screen import as_lines, say, stdout_kept_clean, write_json, write_lines
from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Verb:
    """What a command file offers: the work, how its result reads, and whether it runs long."""

    function: Callable[..., Any]
    show: Callable[[Any], Iterable[str] | str] | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a person called it: the words typed, --project and --json."""

    argv: list[str]
    folder: Path | None
    json: bool


def run_verb(verb: Verb, values: Mapping[str, Any], invocation: Invocation) -> None:
    """Compute, then show; a result with a `failure` sentence ends with exit code 1 after it is shown."""
    result = _compute(verb, values, invocation)
    if invocation.json:
        write_json(result)
    else:
        write_lines((verb.show or as_lines)(result))
    failure = getattr(result, "failure", None)
    if failure:
        say(failure)
        raise typer.Exit(1)


def _compute(verb: Verb, values: Mapping[str, Any], invocation: Invocation) -> Any:
    parameter = signature(verb.function).parameters.get("project")
    needed = parameter is not None and parameter.default is parameter.empty
    wanted = parameter is not None or verb.long
    project = _project(invocation.folder, needed) if wanted or invocation.folder else None
    given = dict(values) | ({"project": project} if parameter is not None else {})
    with ExitStack() as stack:
        stack.enter_context(stdout_kept_clean())
        sinks = _screen_sinks()
        job = stack.enter_context(_tracked(project, invocation.argv)) if verb.long and project else None
        if job is not None:
            sinks += [job.report, Lines(job.log)]
        stack.enter_context(reporting_to_all(sinks))
        result = verb.function(**given)
        if job is not None:
            job.failure = getattr(result, "failure", None)
        return result


def _screen_sinks() -> list[Any]:
    """Where progress is seen outside the job table: the terminal, and the file a supervisor reads."""
    sinks: list[Any] = [UpdatingLine(sys.stderr) if sys.stderr.isatty() else Lines(_to_stderr)]
    if "VERILODE_PROGRESS" in os.environ:
        sinks.append(ProgressFile(Path(os.environ["VERILODE_PROGRESS"])))
    return sinks


def _project(folder: Path | None, needed: bool) -> Any:
    """The project named, or the nearest one upward, or None where none is needed."""
    from pipelines.store.project import Project  # brings both lanes' libraries: not for --help

    if folder is not None:
        return Project.open(folder)
    try:
        return Project.find(Path.cwd())
    except VerilodeError:
        if needed:
            raise
        return None


def _tracked(project: Any, argv: list[str]) -> Any:
    from app.jobs.table import JobTable  # brings SQLAlchemy: only for commands that run long
    from app.jobs.tracked import tracked

    return tracked(JobTable(project.database_url, project.jobs), argv, actor())


@contextmanager
def following(project: Any, argv: list[str]) -> Iterator[None]:
    """Make the block a job of `project`: for a command that only makes its project while it runs."""
    with _tracked(project, argv) as job, reporting_to_all([*_screen_sinks(), job.report, Lines(job.log)]):
        yield


def actor() -> str:
    """Who is at work: VERILODE_ACTOR, or the name of the operating system's user."""
    try:
        return os.environ.get("VERILODE_ACTOR") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
