"""What a sweep has found so far, written beside its journal so that pages and commands need no Optuna to show it."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.core.files import write_atomically
from training.sweep.plan import Sweep
from training.sweep.study import counted

if TYPE_CHECKING:
    import optuna

FILE = "results.json"
_STATES = {"COMPLETE": "finished", "PRUNED": "stopped early", "FAIL": "failed", "RUNNING": "running"}
_ENOUGH = 4
"""Finished trials from which on it is asked which options mattered."""


def write_results(folder: Path, sweep: Sweep, study: "optuna.Study", mattered: dict[str, float] | None = None) -> None:
    """Write results.json: the trials in order, the best one, and which options mattered.

    Args:
        folder: The sweep's folder.
        sweep: Says what the values mean.
        study: Its trials.
        mattered: From `importance`; without it, what was found the last time is kept.
    """
    path = folder / FILE
    mine = {one.number for one in counted(study)}
    known = [one for one in study.get_trials(deepcopy=False) if one.state.name in _STATES]
    trials = [_trial(one, interrupted=one.number not in mine) for one in known]
    finished = [trial for trial in trials if trial["state"] == "finished"]
    if mattered is None and path.exists():
        mattered = json.loads(path.read_text(encoding="utf-8"))["importance"]
    results = {
        "id": sweep.id,
        "metric": sweep.metric,
        "wanted": sweep.trials,
        "space": [parameter.name for parameter in sweep.space],
        "best": max(finished, key=lambda trial: trial["value"], default=None),
        "importance": mattered or {},
        "trials": trials,
    }
    write_atomically(path, json.dumps(results, indent=1).encode())


def importance(study: "optuna.Study") -> dict[str, float]:
    """Share of the differences in value that each option explains alone or with others; empty while trials are few.

    fANOVA over the finished trials (Hutter, Hoos, Leyton-Brown 2014); those stopped early have no value of their own.
    """
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances
    from optuna.trial import TrialState

    finished = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    values = {trial.value for trial in finished}
    if len(finished) < _ENOUGH or len(values) < 2 or not all(math.isfinite(value or 0.0) for value in values):
        return {}
    return dict(get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=0)))


def _trial(trial: Any, *, interrupted: bool) -> dict[str, Any]:
    told = trial.user_attrs
    losses = {step: -value for step, value in sorted(trial.intermediate_values.items())}
    seconds = told.get("seconds")
    if seconds is None and trial.datetime_complete and trial.datetime_start:
        seconds = round((trial.datetime_complete - trial.datetime_start).total_seconds(), 1)
    return {
        "number": trial.number,
        "state": "interrupted" if interrupted else _STATES[trial.state.name],
        "value": trial.value if trial.state.name == "COMPLETE" else None,
        "domain": told.get("domain"),
        "general_increase": told.get("increase"),
        "eval_loss": min(losses.values(), default=None),
        "step": max(losses, default=None),
        "params": trial.params,
        "run": told.get("run"),
        "reason": told.get("reason"),
        "seconds": seconds,
    }
