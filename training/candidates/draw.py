"""Candidates of a project: what a model has not answered yet is drawn by the worker and kept as facts."""

import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.store.project import Project
from pipelines.store.snapshots import SPLITS, Snapshot, list_snapshots, load_snapshot
from pipelines.store.tables import Counts
from training.candidates.order import Order, Wanted, write_order
from training.candidates.work import drawn_texts
from training.data.examples import Example, read_split
from training.models.named import NamedModel, named
from training.process import run_worker

STEP = "candidates"
Work = Callable[[str, Path], object]
"""Runs a task of the worker on a folder."""

_SHORTEST, _LONGEST, _ROOM = 64, 512, 16


@dataclass(frozen=True, slots=True)
class Drawn:
    """Answers of one model: all of them by record id, in the order of their numbers; `new` were drawn just now."""

    model: NamedModel
    snapshot: str
    split: str
    examples: Sequence[Example]
    texts: dict[str, list[str]]
    new: int


def draw_candidates(
    project: Project,
    name: str,
    *,
    number: int = 4,
    temperature: float = 0.8,
    split: str = "train",
    records: int | None = None,
    seed: int = 0,
    snapshot: str | None = None,
    work: Work = run_worker,
) -> Drawn:
    """Have a model answer prompts of a snapshot several times; what was drawn before with the same dice is kept.

    Args:
        project: Whose models and snapshots.
        name: The model: a run, base, current.
        number: Answers per prompt.
        temperature: How far the draws go from the most probable answer.
        split: Whose prompts: train, validation or test.
        records: How many prompts; default all.
        seed: Decides prompts and draws.
        snapshot: Id; default the one the model was trained on, else the newest.
        work: Who answers; default a process of its own.

    Raises:
        VerilodeError: for an unknown model or split, no prompts, or the worker's reason.
    """
    if number < 1 or not 0 < temperature < math.inf:
        raise VerilodeError("candidates need --number of at least 1 and a --temperature above 0")
    if split not in SPLITS:
        raise VerilodeError(f"unknown split {split!r}; splits: {', '.join(SPLITS)}")
    if records is not None and records < 1:
        raise VerilodeError(f"--records must be at least 1, not {records}")
    model = named(project, name)
    chosen = _snapshot(project, snapshot or model.snapshot)
    everything = read_split(chosen.folder, split)
    examples = sorted(everything, key=lambda one: coin("candidates", seed, one.record_id))[:records]
    if not examples:
        raise VerilodeError(f"snapshot {chosen.id} has no {split} prompts")
    wanted = [_wanted(one, place) for one in examples for place in range(number)]
    settings = {"temperature": float(temperature), "seed": seed, "longest": room(project, everything)}
    found, new = _answered(project, model, wanted, settings, work)
    texts = {one.record_id: [found[one.record_id, place] for place in range(number)] for one in examples}
    return Drawn(model, chosen.id, split, examples, texts, new)


def greedy_answers(
    project: Project, model: NamedModel, examples: Sequence[Example], longest: int, work: Work = run_worker
) -> dict[str, str]:
    """A model's most probable answer to each prompt, by record id; what it answered before is not asked again."""
    settings = {"temperature": 0.0, "seed": 0, "longest": longest}
    found, _ = _answered(project, model, [_wanted(one) for one in examples], settings, work)
    return {name: text for (name, _), text in found.items()}


def room(project: Project, examples: Sequence[Example]) -> int:
    """Tokens an answer may have: the recipe's `evaluate.longest`, else enough for the longest expected one.

    No token is shorter than a byte; powers of two, so that a few records more do not ask for new draws.
    """
    longest = project.recipe.evaluate.get("longest")
    if longest:
        return int(longest)
    most = max((len(one.answer.encode("utf-8", "replace")) for one in examples), default=0) + _ROOM
    return max(_SHORTEST, min(_LONGEST, 2 ** math.ceil(math.log2(most))))


def _wanted(example: Example, number: int = 0) -> Wanted:
    return Wanted(example.record_id, example.prompt, number)


def _answered(
    project: Project, model: NamedModel, wanted: Sequence[Wanted], how: Mapping[str, Any], work: Work
) -> tuple[dict[tuple[str, int], str], int]:
    """The texts by record and number, and how many of them are new."""
    if model.role:
        raise VerilodeError(f"{model.name} is a {model.role} model: it does not answer")
    settings = {"model": model.model_hash, **how}
    known = _known(project, settings, wanted)
    left = [one for one in wanted if (one.record_id, one.number) not in known]
    if left:
        order = Order(str(model.base), str(model.tuned or ""), dtype=model.dtype, wanted=left, **settings)
        folder = project.root / STEP / order.id
        if not folder.exists():
            write_order(folder, order)
        work(STEP, folder)
        texts = drawn_texts(folder)
        _keep(project, settings, left, texts)
        shutil.rmtree(folder, ignore_errors=True)
        known |= {(one.record_id, one.number): text for one, text in zip(left, texts, strict=True)}
    return known, len(left)


def _known(project: Project, settings: Mapping[str, Any], wanted: Sequence[Wanted]) -> dict[tuple[str, int], str]:
    """What was drawn before with these settings for the prompts as they are now."""
    asked = {(one.record_id, one.number): one.text for one in wanted}
    found = {}
    for commit in project.tables.commits(STEP):
        if dict(commit.options) == settings:
            for row in project.tables.named(STEP, {one.record_id for one in wanted}, [commit]).to_pylist():
                key = (row["record_id"], row["number"])
                if asked.get(key) == row["prompt"]:
                    found[key] = row["text"]
    return found


def _keep(project: Project, settings: Mapping[str, Any], left: Sequence[Wanted], texts: Sequence[str]) -> None:
    rows = [
        {
            "record_id": one.record_id,
            "model": settings["model"],
            "number": one.number,
            "seed": settings["seed"],
            "prompt": one.text,
            "text": text,
        }
        for one, text in zip(left, texts, strict=True)
    ]
    with project.tables.begin(STEP, options=settings) as writer:
        writer.write(STEP, rows)
        writer.counts = Counts(len(rows), len(rows), 0, 0)


def _snapshot(project: Project, wanted: str) -> Snapshot:
    if wanted:
        return load_snapshot(project.snapshots, wanted)
    known = list_snapshots(project.snapshots)
    if not known:
        raise VerilodeError("no snapshot to take prompts from; make one with: verilode snapshot create")
    return known[-1]
