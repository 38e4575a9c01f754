"""Other evaluation programs: one file each builds the command line and reads the results; found by folder scan.

A file holds a factory of its own name that returns a `Runner`. The programs are no dependency: where one is not
installed, the refusal names its package.
"""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.registry import Registry
from pipelines.store.project import Project
from training.models.named import NamedModel, named
from training.process import run_relayed

RUNNERS = Registry("training.evaluation.runners")

_OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


@dataclass(frozen=True, slots=True)
class Result:
    """One figure as the program reports it."""

    task: str
    metric: str
    value: float
    stderr: float | None = None


class Runner(Protocol):
    """What is known of a program: `name` people call it by, its `program`, the `package` that has it."""

    name: str
    program: str
    package: str

    def words(self, model: NamedModel, tasks: Path, out: Path) -> list[str]:
        """The command line, program first, that runs these tasks greedily and offline and writes below `out`.

        Raises:
            VerilodeError: when there are no tasks, or this kind of model cannot be run.
        """

    def results(self, out: Path) -> Sequence[Result]:
        """The figures in what it wrote.

        Raises:
            VerilodeError: when there are none, or they cannot be read.
        """


def run_runner(project: Project, name: str, runner: Runner, tasks: Path) -> dict[str, Any]:
    """Let a program evaluate a run and its base, and keep its results beside the run's report.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        runner: Which program.
        tasks: Its tasks.

    Raises:
        VerilodeError: when the program is not installed, fails, or writes no results.
    """
    program = shutil.which(
        runner.program, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    )
    if program is None:
        raise VerilodeError(f"{runner.name} is not installed; it comes with: pip install {runner.package}")
    tuned = named(project, name)
    if tuned.tuned is None:
        raise VerilodeError(f"{name!r} is a base model; name a run (see: verilode runs)")
    folder = tuned.tuned.parent / "evaluation" / runner.name
    rows: list[dict[str, Any]] = []
    for label, model in (("base", replace(tuned, tuned=None, adapter="")), ("tuned", tuned)):
        out = folder / label
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        line = [program, *runner.words(model, tasks.resolve(), out)[1:]]
        run_relayed(line, out / "runner.log", env={**os.environ, **_OFFLINE})
        rows += [_row(label, one) for one in runner.results(out)]
    report = {"runner": runner.name, "run": tuned.run, "tasks": str(tasks), "results": rows}
    write_atomically(folder / "report.json", json.dumps(report, indent=1, ensure_ascii=False).encode())
    return report


def _row(model: str, one: Result) -> dict[str, Any]:
    return {"task": one.task, "model": model, "metric": one.metric, "value": one.value, "stderr": one.stderr}
