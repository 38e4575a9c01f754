"""What a model card is made of, gathered from the project."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from pipelines.store.snapshots import SPLITS, Snapshot, load_snapshot
from training.cards.licence import Terms, terms_of
from training.evaluation.gating import gate_run
from training.models.load import read_note
from training.models.promoted import PROMOTED, Promotion, promotions
from training.runs import Run, load_run


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the card says, before it is words.

    Args:
        run: The run.
        note: What verilode wrote beside its model.
        snapshot: What it was trained on; None where that is gone.
        people: Records each person verified or corrected, by name.
        report: The evaluation, None before there is one.
        gate: The gate's result, sentence and checks, None before there is an evaluation.
        promotions: Every alias that was moved to this run.
        base: Name of the base model, without its place on this computer.
        terms: Those of the base.
        merged: The note of a merged copy, where the card is for one.
    """

    run: Run
    note: Mapping[str, Any]
    snapshot: Snapshot | None
    people: Mapping[str, int]
    report: Mapping[str, Any] | None
    gate: Mapping[str, Any] | None
    promotions: Sequence[Promotion]
    base: str
    terms: Terms
    merged: Mapping[str, Any] | None = None


def gather(project: Project, name: str, merged: Mapping[str, Any] | None = None) -> Facts:
    """The facts of a run's model.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        merged: The note of a merged copy, where the card is for one.

    Raises:
        VerilodeError: for an unknown run, or one without a model.
    """
    run = load_run(project, name)
    if not (run.folder / "model").is_dir():
        raise VerilodeError(f"run {run.id} has no finished model (it is {run.state})")
    snapshot = _snapshot(project, run)
    report = run.report()
    base = Path(str(run.config.get("base", "")))
    return Facts(
        run=run,
        note=read_note(run.folder / "model"),
        snapshot=snapshot,
        people=_people(snapshot) if snapshot else {},
        report=report,
        gate=gate_run(project, run.id).as_dict() if report else None,
        promotions=_promotions(project, run.id),
        base=base_name(base),
        terms=terms_of(base),
        merged=merged,
    )


def base_name(folder: Path) -> str:
    """What a base is called: its hub name where it lies in the hub's cache, else its folder's name."""
    parts = [part for part in folder.parts if part.startswith("models--")]
    return parts[-1].removeprefix("models--").replace("--", "/") if parts else folder.name


def _snapshot(project: Project, run: Run) -> Snapshot | None:
    try:
        return load_snapshot(project.snapshots, Path(str(run.config.get("snapshot", ""))).name)
    except VerilodeError:
        return None


def _people(snapshot: Snapshot) -> dict[str, int]:
    """How many labels rest on each person's word; a record several people decided counts for each of them."""
    names: Counter[str] = Counter()
    for split in SPLITS:
        for who in snapshot.rows(split)["verified_by"].to_pylist():
            names.update(name.strip() for name in (who or "").split(",") if name.strip())
    return dict(names.most_common())


def _promotions(project: Project, run_id: str) -> list[Promotion]:
    moved = {event.item for event in project.events.events(PROMOTED)}
    return [move for alias in sorted(moved) for move in promotions(project, alias) if move.run == run_id]
