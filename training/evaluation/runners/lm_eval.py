"""Runner: the Language Model Evaluation Harness (EleutherAI), on a folder of its task files."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from training.evaluation.runners import Result, Runner
from training.models.named import NamedModel


def lm_eval(*, batch_size: int = 8) -> Runner:
    """Run every task of a folder of YAML files, greedily, with the model's own chat template.

    Args:
        batch_size: Prompts at a time.
    """
    return _LmEval(batch_size)


class _LmEval:
    name, program, package = "lm-eval", "lm_eval", "'lm_eval[hf]'"

    def __init__(self, batch_size: int) -> None:
        self._batch_size = batch_size

    def words(self, model: NamedModel, tasks: Path, out: Path) -> list[str]:
        arguments = {"pretrained": str(model.tuned or model.base), "dtype": model.dtype, "trust_remote_code": "False"}
        if model.tuned is not None and model.adapter != "full":
            arguments |= {"pretrained": str(model.base), "peft": str(model.tuned)}
        joined = ",".join(f"{name}={value}" for name, value in arguments.items())
        return [
            *(self.program, "--model", "hf", "--model_args", joined),
            *("--tasks", ",".join(task_names(tasks)), "--include_path", str(tasks)),
            # a task file without generation settings samples, and a sampled answer is another one every time
            *("--gen_kwargs", "do_sample=False,temperature=0", "--apply_chat_template"),
            *("--batch_size", str(self._batch_size), "--output_path", str(out)),
        ]

    def results(self, out: Path) -> Sequence[Result]:
        files = sorted(out.rglob("results_*.json"))
        if not files:
            raise VerilodeError(f"{self.name} wrote no results; see runner.log", file=out)
        try:
            tasks = json.loads(files[-1].read_text(encoding="utf-8"))["results"]
            return [one for task, figures in tasks.items() for one in _figures(task, figures)]
        except (OSError, ValueError, KeyError, AttributeError) as broken:
            raise VerilodeError(f"cannot be read: {broken!r}", file=files[-1]) from None


def task_names(folder: Path) -> list[str]:
    """The names of the tasks in a folder's YAML files.

    Raises:
        VerilodeError: when there are none.
    """
    if not folder.is_dir():
        raise VerilodeError("is no folder of task files", file=folder)
    found = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            task = yaml.safe_load(file.read_text(encoding="utf-8"))
        except yaml.YAMLError:
            raise VerilodeError("is no task file: not plain YAML", file=file) from None
        if isinstance(task, dict) and isinstance(task.get("task"), str):
            found.append(task["task"])
    if not found:
        raise VerilodeError("holds no task file (*.yaml with an entry task)", file=folder)
    return found


def _figures(task: str, figures: dict[str, Any]) -> Iterator[Result]:
    """Entries are `metric,filter` and `metric_stderr,filter`; the rest is text about the task."""
    for key, value in figures.items():
        metric, comma, kind = key.partition(",")
        if not comma or metric.endswith("_stderr") or not isinstance(value, int | float):
            continue
        error = figures.get(f"{metric}_stderr,{kind}")
        name = metric if kind == "none" else f"{metric} ({kind})"
        yield Result(task, name, float(value), float(error) if isinstance(error, int | float) else None)
