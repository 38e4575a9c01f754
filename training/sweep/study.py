"""The Optuna study of a sweep: a journal file that one process writes and that survives its end at any moment."""

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from training.sweep.plan import Sweep
from training.sweep.space import Choice, Parameter, values_of

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

JOURNAL = "journal.log"
INTERRUPTED = "interrupted"
"""Marks a trial that was not decided, because the sweep ended; another trial with the same values takes its place."""
_STARTUP = 8
"""Trials before the first one that is suggested by what the others reached; Optuna's 10 is for larger sweeps."""
_JUDGES = 4
"""Finished trials before any is stopped early."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the sweep's folder for this process; whoever dies gives it up.

    Raises:
        VerilodeError: when another process runs this sweep.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise VerilodeError(f"sweep {folder.name} is running already; stop it with: verilode sweep stop") from None
        yield


def open_study(folder: Path, sweep: Sweep) -> "optuna.Study":
    """The study in the folder, for the one process that writes it; what a killed one left half done is put right.

    Raises:
        VerilodeError: when the journal is damaged.
    """
    import optuna

    logging.getLogger("optuna").setLevel(logging.ERROR)
    path = folder / JOURNAL
    if path.exists():  # a killed writer may have left half a line, and its lock
        os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
    for left in folder.glob(f"{JOURNAL}.lock*"):
        left.unlink()
    backend = optuna.storages.journal.JournalFileBackend(str(path))
    try:
        study = optuna.create_study(
            storage=optuna.storages.JournalStorage(backend),
            study_name="sweep",
            direction="maximize",
            load_if_exists=True,
            pruner=_pruner(sweep),
        )
        if not study.trials:
            study.enqueue_trial(values_of(sweep.config, _around(sweep)))
    except (ValueError, KeyError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=path) from None
    return study


def revive(study: "optuna.Study") -> None:
    """Let trials that were never decided be tried again: those of a process that is gone, and all if none worked."""
    from optuna.trial import TrialState

    trials = counted(study)
    if not any(trial.state in (TrialState.COMPLETE, TrialState.PRUNED) for trial in trials):
        failed = [trial for trial in trials if trial.state == TrialState.FAIL]
        for trial in failed:
            study.enqueue_trial(trial.params)
        study.set_user_attr(INTERRUPTED, [*study.user_attrs.get(INTERRUPTED, []), *(t.number for t in failed)])
    for trial in trials:
        if trial.state == TrialState.RUNNING:
            put_back(study, trial.number, "the sweep's process ended")


def put_back(study: "optuna.Study", number: int, reason: str) -> None:
    """End a running trial undecided and queue its values for another one."""
    from optuna.trial import TrialState

    trial = study.get_trials(deepcopy=False)[number]
    study.enqueue_trial(trial.params)  # first, so that a crash in between tries it twice rather than never
    storage = study._storage  # the public way needs the trial object of the process that is gone
    storage.set_trial_user_attr(trial._trial_id, INTERRUPTED, True)
    storage.set_trial_user_attr(trial._trial_id, "reason", reason)
    study.tell(number, state=TrialState.FAIL)


def counted(study: "optuna.Study") -> "list[FrozenTrial]":
    """The trials without those whose place another one took."""
    replaced = set(study.user_attrs.get(INTERRUPTED, []))  # a trial that has ended takes no more attributes itself
    trials = study.get_trials(deepcopy=False)
    return [trial for trial in trials if INTERRUPTED not in trial.user_attrs and trial.number not in replaced]


def decided(study: "optuna.Study") -> int:
    """How many trials of the sweep are done with: finished, stopped early, or failed by themselves."""
    return sum(trial.state.is_finished() for trial in counted(study))


def ask(study: "optuna.Study", sweep: Sweep) -> "optuna.Trial":
    """The next trial; a queued one first, else one the sampler suggests.

    The sampler is made anew from the seed and the number of trials so far: what is tried next depends on what was
    reached, not on how often the sweep was stopped and started.
    """
    import optuna

    study.sampler = optuna.samplers.TPESampler(
        n_startup_trials=_STARTUP,
        multivariate=True,
        constant_liar=True,
        seed=int(digest([sweep.seed, len(counted(study))])[:8], 16),
    )
    return study.ask({parameter.name: _distribution(parameter) for parameter in sweep.space})


def _distribution(parameter: Parameter) -> Any:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(parameter, Choice):
        return CategoricalDistribution(parameter.values)
    if parameter.whole:
        return IntDistribution(int(parameter.low), int(parameter.high), log=parameter.log)
    return FloatDistribution(parameter.low, parameter.high, log=parameter.log)


def _pruner(sweep: Sweep) -> Any:
    from optuna import pruners

    first = sweep.config.eval_every
    if sweep.pruner == "halving":
        return pruners.SuccessiveHalvingPruner(min_resource=first, reduction_factor=3)
    if sweep.pruner == "hyperband":
        most = max(sweep.config.steps, *(s for p in sweep.space if p.name == "steps" for s in p.ends), first)
        return pruners.HyperbandPruner(min_resource=first, max_resource=int(most), reduction_factor=3)
    if sweep.pruner == "none":
        return pruners.NopPruner()
    return pruners.MedianPruner(_JUDGES, n_warmup_steps=sweep.config.warmup_steps, n_min_trials=_JUDGES - 1)


def _around(sweep: Sweep) -> Sequence[Parameter]:
    """The parameters within which the configuration itself lies; of the others the sampler chooses the value."""
    own = values_of(sweep.config, sweep.space)
    return [p for p in sweep.space if p.name in own and _holds(p, own[p.name])]


def _holds(parameter: Parameter, value: Any) -> bool:
    if isinstance(parameter, Choice):
        return value in parameter.values
    return parameter.low <= value <= parameter.high
