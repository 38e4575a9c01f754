"""Promotion: an alias is moved to a run whose gate is passed, or against it with a reason; and moved back."""

import re
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from training.evaluation.gating import gate_run
from training.models.identity import model_hash
from training.models.load import read_note
from training.models.named import BASE, LATEST
from training.models.promoted import CURRENT, PROMOTED, Promotion, promoted, promotions
from training.runs import Run, load_run

_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,40}")


def promote(
    project: Project, name: str, alias: str = CURRENT, *, force: bool = False, because: str = "", actor: str = "cli"
) -> Promotion:
    """Make a run's model the one that an alias names; where it is already, nothing is moved.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        alias: What it is to be known as.
        force: Promote it although its gate is not passed.
        because: Why, where that is forced; it is kept with the promotion.
        actor: Who promotes it.

    Raises:
        VerilodeError: when the gate is not passed, the run has no model, or its files are not those that were measured.
    """
    _check_alias(project, alias)
    run = load_run(project, name)
    found, now = _hashed(run), promoted(project, alias)
    if now is not None and (now.run, now.model_hash) == (run.id, found):
        return now
    report = run.report() or {}
    verdict = str((report.get("verdict") or {}).get("verdict", ""))
    refusal = _refusal(project, run, report, found)
    if refusal and not force:
        raise VerilodeError(f"run {run.id} is not promoted: {refusal} (--force --because TEXT promotes it anyway)")
    if refusal and not because.strip():
        raise VerilodeError("a promotion against the gate needs its reason: --because TEXT")
    forced = {"forced": True, "because": because.strip(), "refusal": refusal} if refusal else {}
    return _move(project, alias, actor, {"run": run.id, "model_hash": found, "verdict": verdict, **forced})


def rollback(project: Project, alias: str = CURRENT, actor: str = "cli") -> Promotion:
    """Move an alias back to what it named before; nothing is deleted, and it can be promoted again.

    Raises:
        VerilodeError: when it named nothing before, or the files of that model have changed.
    """
    before = standing(project, alias)[:-1]
    if not before:
        raise VerilodeError(f"{alias!r} named nothing before what it names now; there is nothing to go back to")
    last = before[-1]
    if _hashed(load_run(project, last.run)) != last.model_hash:
        raise VerilodeError(f"the model of run {last.run} is not the one that was promoted: its files have changed")
    payload = {"run": last.run, "model_hash": last.model_hash, "verdict": last.verdict, "rolled_back": True}
    return _move(project, alias, actor, payload)


def standing(project: Project, alias: str = CURRENT) -> list[Promotion]:
    """The promotions that were not taken back, oldest first; going back twice goes two promotions back."""
    stack: list[Promotion] = []
    for move in promotions(project, alias):
        if move.rolled_back:
            stack = stack[:-1]
        else:
            stack.append(move)
    return stack


def aliases(project: Project) -> list[str]:
    """Every alias that was ever moved, the current model's first."""
    found = {event.item for event in project.events.events(PROMOTED)}
    return sorted(found, key=lambda alias: (alias != CURRENT, alias))


def _refusal(project: Project, run: Run, report: dict[str, Any], found: str) -> str:
    """Why the gate does not let a run through; empty where it does."""
    if not report:
        return f"it has not been evaluated; do it with: verilode evaluate {run.id}"
    if report.get("tuned_hash") not in (None, found):
        return f"its evaluation is about other files; do it again: verilode evaluate {run.id} --again"
    gate = gate_run(project, run.id)
    return "" if gate.passed else gate.sentence


def _hashed(run: Run) -> str:
    """The content hash of a run's model as its files are now, which must be the one its training recorded."""
    folder = run.folder / "model"
    if not folder.is_dir():
        raise VerilodeError(f"run {run.id} has no finished model to promote (it is {run.state})")
    note = read_note(folder)
    if note.get("role"):
        raise VerilodeError(f"run {run.id} is a {note['role']} model: it gives scores, not answers")
    found = model_hash(folder)
    if found != note["model_hash"]:
        raise VerilodeError("is not the model this run wrote: its files have changed since", file=folder)
    return found


def _check_alias(project: Project, alias: str) -> None:
    if not _ALIAS.fullmatch(alias) or alias in (BASE, LATEST):
        raise VerilodeError(f"{alias!r} cannot be an alias; use small letters, digits, - and _, not base or latest")
    if list(project.runs.glob(f"{alias}*/run.yaml")):
        raise VerilodeError(f"{alias!r} is the beginning of a run's id; choose another alias")


def _move(project: Project, alias: str, actor: str, payload: dict[str, Any]) -> Promotion:
    number = len(promotions(project, alias))
    ack = project.events.append(Event(f"promote-{alias}-{number}", PROMOTED, alias, actor, payload))
    moved = promoted(project, alias)
    if ack.duplicate or moved is None:
        raise VerilodeError(f"somebody moved {alias!r} at the same moment; look at it: verilode promote --history")
    return moved
