"""The plan of a run's evaluation: what the snapshot was made for, and what the recipe asks for today."""

from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import check_type
from pipelines.store.project import Project
from pipelines.store.snapshots import load_snapshot
from training.base.built import general_files
from training.evaluation.plan import Plan, stamps_of, suites_of
from training.metrics import METRICS
from training.models.named import named
from training.models.promoted import CURRENT, promoted
from training.runs import Run

_TYPES = {"metric": str, "metrics": list, "slices": list, "longest": int, "execute": bool, "judge": dict | str}


def make_plan(project: Project, run: Run) -> Plan:
    """What to measure of a run.

    The task comes from the snapshot, so that a recipe changed since does not change what its answers mean; everything
    else comes from the recipe as it is now.

    Raises:
        VerilodeError: for an entry of a wrong type, an unknown metric, or a suite that is not there.
    """
    section = project.recipe.evaluate
    for name, kind in _TYPES.items():
        if section.get(name) is not None:
            check_type(f"evaluate {name}", section[name], kind)
    if section.get("metric"):
        METRICS.get(section["metric"])
    snapshot = load_snapshot(project.snapshots, Path(str(run.config["snapshot"])).name)
    identity = snapshot.manifest["identity"]
    general, suites = str(general_files(project).test), suites_of(section.get("suites"), project.root)
    return Plan(
        **_task(project, identity),
        general=general,
        suites=suites,
        stamps=stamps_of([general, *(suite["file"] for suite in suites.values())]),
        metrics=tuple(section.get("metrics") or ()),
        metric=section.get("metric") or "",
        slices=None if section.get("slices") is None else tuple(map(str, section["slices"])),
        margin=section.get("general_margin", 0.02),
        longest=section.get("longest") or 0,
        execute=bool(section.get("execute")),
        leaks=identity["leaks"]["total"],
        promoted=_promoted(project, run),
        judge=judge_settings(section.get("judge")),
    )


def judge_settings(given: Any) -> dict[str, Any] | None:
    """The recipe's judge as entries; it may also be a model's name alone."""
    return {"model": given} if isinstance(given, str) else dict(given) if given else None


def _task(project: Project, identity: Any) -> dict[str, Any]:
    frozen, now = identity.get("recipe", {}).get("task", {}), project.recipe.task
    return {
        "kind": frozen.get("kind", now.kind),
        "labels": tuple(frozen.get("labels", now.labels)),
        "separator": frozen.get("separator", now.separator),
    }


def _promoted(project: Project, run: Run) -> dict[str, Any] | None:
    """The model promoted now, unless it is this run's own; why it cannot be loaded, if it cannot."""
    current = promoted(project)
    if current is None or current.run == run.id:
        return None
    told = {"run": current.run, "model_hash": current.model_hash}
    try:
        model = named(project, CURRENT)
    except VerilodeError as refusal:
        return {**told, "problem": str(refusal)}
    found = {"model": str(model.tuned), "base": str(model.base), "base_hash": model.base_hash, "dtype": model.dtype}
    return {**told, **found}
