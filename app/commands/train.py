"""Train on a snapshot: sft now, further trainers as they are added."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.start import train

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


@app.command()
def sft(
    project: Project,
    *,
    snapshot: str | None = None,
    base: str | None = None,
    adapter: str | None = None,
    steps: int | None = None,
    learning_rate: float | None = None,
    batch_size: int | None = None,
    set: list[str] | None = None,
) -> Trained:
    """Supervised fine-tuning: loss on the answers only, general rows replayed against forgetting.

    Args:
        snapshot: Id of the snapshot; default the newest.
        base: Folder of the base model (safetensors), or tiny for the demo's own; default the recipe's.
        adapter: lora or full; default the recipe's.
        steps: Optimiser steps.
        learning_rate: Peak learning rate.
        batch_size: Rows per step.
        set: Any other option as NAME=VALUE, repeatable.
    """
    named = {"adapter": adapter, "steps": steps, "learning_rate": learning_rate, "batch_size": batch_size}
    options = {name: value for name, value in named.items() if value is not None} | _assignments(set or [])
    run = train(project, snapshot, "sft", base, options)
    rows = run.metrics()
    return Trained(
        run.id, run.state, run.config["snapshot"].rpartition("/")[2], str(run.folder), rows[-1] if rows else {}
    )


def _assignments(words: list[str]) -> dict[str, Any]:
    import yaml

    pairs = [word.partition("=") for word in words]
    if wrong := [word for word, (_, sign, _) in zip(words, pairs, strict=True) if not sign]:
        raise VerilodeError(f"--set takes NAME=VALUE, not {wrong[0]!r}")
    return {name: yaml.safe_load(value) for name, _, value in pairs}


def show_sft(result: Trained) -> Iterator[str]:
    """What a person reads."""
    yield f"run {result.run}: {result.state}, trained on snapshot {result.snapshot}"
    yield f"compare it with its base: verilode evaluate {result.run}"
