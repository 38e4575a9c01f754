"""Runner: Inspect (UK AI Security Institute), on one of its task files."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.evaluation.runners import Result, Runner
from training.models.named import NamedModel


def inspect_ai(*, connections: int = 8) -> Runner:
    """Run the tasks of a Python file, greedily; the file is run as it is, so it must be trusted like any program.

    Args:
        connections: Prompts at a time.
    """
    return _Inspect(connections)


class _Inspect:
    name, program, package = "inspect", "inspect", "inspect-ai"

    def __init__(self, connections: int) -> None:
        self._connections = connections

    def words(self, model: NamedModel, tasks: Path, out: Path) -> list[str]:
        if not tasks.is_file():
            raise VerilodeError("is no task file", file=tasks)
        if model.tuned is not None and model.adapter != "full":
            reason = "inspect runs whole models only; make one with: verilode merge"
            raise VerilodeError(f"run {model.run} is an adapter; {reason} {model.run}")
        folder = str(model.tuned or model.base)
        return [
            # it looks for tasks below the current folder and refuses a whole path
            *(self.program, "eval", os.path.relpath(tasks), "--model", "hf/local"),
            # without it the model's own sampling settings are used, and its score falls
            *("-M", f"model_path={folder}", "-M", f"tokenizer_path={folder}", "-M", "do_sample=false"),
            *("--max-connections", str(self._connections)),
            *("--log-dir", str(out), "--log-format", "json", "--display", "none"),
        ]

    def results(self, out: Path) -> Sequence[Result]:
        found = [one for file in sorted(out.glob("*.json")) for one in self._of_log(file)]
        if not found:
            raise VerilodeError(f"{self.name} wrote no results; see runner.log", file=out)
        return found

    def _of_log(self, file: Path) -> Iterator[Result]:
        try:
            log = json.loads(file.read_text(encoding="utf-8"))
            if log["status"] != "success":
                raise VerilodeError(f"the evaluation ended with {log['status']!r}", file=file)
            for score in log["results"]["scores"]:
                yield from _figures(log["eval"]["task"], score)
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise VerilodeError(f"cannot be read: {broken!r}", file=file) from None


def _figures(task: str, score: dict[str, Any]) -> Iterator[Result]:
    """A scorer's metrics; its standard error belongs to its mean, whatever that is called."""
    values = {name: float(metric["value"]) for name, metric in score["metrics"].items()}
    error = values.pop("stderr", None)
    for place, (name, value) in enumerate(values.items()):
        yield Result(task, f"{score['name']} {name}", value, error if place == 0 else None)
