"""What the models page reads: runs that have a model, how each stands at its gate, and every move of an alias."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.views.newest import readable
from app.views.runs import report
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.evaluation.gating import gate_run
from training.models.load import read_note
from training.models.promoted import Promotion, promoted, promotions
from training.promotion import aliases, standing
from training.runs import Run, list_runs


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run with a model.

    Args:
        run: Its id.
        trainer: What trained it.
        adapter: lora, qlora or full.
        snapshot: Id of the data.
        model_hash: Content hash that its training recorded; empty where that is missing.
        verdict: Against its base; empty before an evaluation.
        gate: pass, fail, not enough data; empty before an evaluation.
        sentence: The gate's reason.
        checks: The gate's rows.
        aliases: Names it is known by now.
    """

    run: str
    trainer: str
    adapter: str
    snapshot: str
    model_hash: str
    verdict: str
    gate: str
    sentence: str
    checks: Sequence[dict[str, Any]]
    aliases: Sequence[str]


@readable()
def candidates(project: Project) -> list[Candidate]:
    """Runs that have a model, the newest first."""
    now = {alias: moved.run for alias in aliases(project) if (moved := promoted(project, alias))}
    runs = [run for run in list_runs(project) if (run.folder / "model").is_dir()]
    return [_candidate(project, run, [alias for alias, name in now.items() if name == run.id]) for run in runs]


@readable()
def history(project: Project) -> list[Promotion]:
    """Every move of every alias, the newest first."""
    moves = [move for alias in aliases(project) for move in promotions(project, alias)]
    return sorted(moves, key=lambda move: move.at, reverse=True)


@readable()
def current(project: Project) -> tuple[Promotion | None, bool]:
    """What is promoted as the current model, and whether there is one to go back to."""
    return promoted(project), len(standing(project)) > 1


def _candidate(project: Project, run: Run, names: Sequence[str]) -> Candidate:
    found = report(run)
    gate = gate_run(project, run.id).as_dict() if found else {}
    return Candidate(
        run=run.id,
        trainer=str(run.config.get("trainer", "")),
        adapter=str(run.config.get("adapter", "")),
        snapshot=Path(str(run.config.get("snapshot", ""))).name,
        model_hash=_hash(run),
        verdict=found["verdict"]["verdict"] if found else "",
        gate=str(gate.get("result", "")),
        sentence=str(gate.get("sentence", "")),
        checks=list(gate.get("checks", ())),
        aliases=names,
    )


def _hash(run: Run) -> str:
    try:
        return str(read_note(run.folder / "model")["model_hash"])
    except VerilodeError:
        return ""
