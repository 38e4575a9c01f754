"""The gate of a project's run: its stored report against the recipe and the model promoted now."""

from collections.abc import Mapping
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.evaluation.gate import GateOptions, GateReport, gate
from training.evaluation.planning import judge_settings
from training.models.promoted import promoted
from training.runs import Run, load_run


def gate_run(project: Project, name: str) -> GateReport:
    """Whether a run may be promoted, by its newest evaluation; nothing is trained or answered for it.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".

    Raises:
        VerilodeError: when it has not been evaluated, or the recipe's `evaluate.gate` has an unknown entry.
    """
    run = load_run(project, name)
    report = run.report()
    if report is None:
        raise VerilodeError(f"run {run.id} has not been evaluated; do it with: verilode evaluate {run.id}")
    return gate(_against_current(project, run, report), gate_options(project))


def gate_options(project: Project) -> GateOptions:
    """How strict the recipe wants the gate.

    Raises:
        VerilodeError: for an unknown entry, or one of a wrong type.
    """
    section = project.recipe.evaluate
    given = dict(section.get("gate") or {})
    known = ("min_gain", "promoted_margin")
    if unknown := given.keys() - set(known):
        raise VerilodeError(f"evaluate gate has no entry {sorted(unknown)[0]!r}; it has: {', '.join(known)}")
    judge = bool((judge_settings(section.get("judge")) or {}).get("gate"))
    return GateOptions(margin=section.get("general_margin", 0.02), judge=judge, **given)


def _against_current(project: Project, run: Run, report: dict[str, Any]) -> Mapping[str, Any]:
    """The report, without the comparison with a model that is not the promoted one any more."""
    current = promoted(project)
    if current is None or current.run == run.id:
        return {**report, "promoted": None}
    measured = report.get("promoted") or {}
    if measured.get("model_hash") == current.model_hash:
        return report
    test = {name: found for name, found in report["sets"]["test"].items() if name != "against_promoted"}
    return {**report, "promoted": {"run": current.run}, "sets": {**report["sets"], "test": test}}
