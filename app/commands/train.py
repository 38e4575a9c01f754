"""Train on a snapshot: one command for each trainer, with the options all share and its own."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import typer

from app.frame.assignments import assignments
from pipelines.core.registry import Option
from pipelines.store.project import Project
from training.start import train
from training.trainers import TRAINERS

app = typer.Typer()
LONG = True


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished run."""

    run: str
    state: str
    snapshot: str
    folder: str
    last: dict[str, Any]


def _run(
    project: Project,
    *,
    trainer: str,
    snapshot: str | None = None,
    base: str | None = None,
    start: str | None = None,
    adapter: str | None = None,
    steps: int | None = None,
    learning_rate: float | None = None,
    batch_size: int | None = None,
    set: list[str] | None = None,
    **own: Any,
) -> Trained:
    """Train a model on a snapshot.

    Args:
        snapshot: Id of the snapshot; default the newest.
        base: Folder of the base model (safetensors), or tiny for the demo's own; default the recipe's.
        start: A finished run to go on from, such as an SFT run before DPO.
        adapter: lora, qlora or full; default the recipe's.
        steps: Optimiser steps.
        learning_rate: Peak learning rate.
        batch_size: Rows per step.
        set: Any other option of a run as NAME=VALUE, repeatable.
    """
    named = {"adapter": adapter, "steps": steps, "learning_rate": learning_rate, "batch_size": batch_size}
    options = {name: value for name, value in named.items() if value is not None} | assignments(set or [])
    options["options"] = {name: value for name, value in own.items() if value is not None}
    run = train(project, snapshot, trainer, base, options, start=start)
    rows = run.metrics()
    return Trained(
        run.id, run.state, run.config["snapshot"].rpartition("/")[2], str(run.folder), rows[-1] if rows else {}
    )


def _command(trainer: str) -> Callable[..., Trained]:
    """The shared function under a trainer's name: its own options appear behind the shared ones."""
    function = partial(_run, trainer=trainer)
    shared = [p for p in inspect.signature(_run, eval_str=True).parameters.values() if p.name not in ("trainer", "own")]
    options = TRAINERS.options(trainer)
    shown = [*shared, *map(_parameter, options)]
    help_of_own = "".join(f"\n        {option.name}: {option.help}" for option in options)

    def command(*args: Any, **values: Any) -> Trained:
        return function(*args, **values)

    command.__name__ = trainer
    command.__signature__ = inspect.Signature(shown, return_annotation=Trained)  # type: ignore[attr-defined]
    arguments = inspect.getdoc(_run).partition("Args:")[2].rstrip()
    command.__doc__ = f"{TRAINERS.summary(trainer)}\n\nArgs:{arguments}{help_of_own.replace('        ', '    ')}\n"
    return command


def _parameter(option: Option) -> inspect.Parameter:
    """An option that stays out of the run when it is not given, so that the trainer's default counts."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(option.name, kind, default=None, annotation=option.type | None)


for _name in TRAINERS.names():
    app.command(_name)(_command(_name))


def show(result: Trained) -> Iterator[str]:
    """What a person reads."""
    yield f"run {result.run}: {result.state}, trained on snapshot {result.snapshot}"
    yield f"compare it with its base: verilode evaluate {result.run}"
