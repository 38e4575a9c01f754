"""Search for the options of a run: many trials, each a run of the project, judged on the validation split."""

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import typer

from app.frame.assignments import assignments
from app.frame.run import actor
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.configure import configure
from training.sweep.as_command import best_words
from training.sweep.listed import Listed, list_sweeps, load_sweep, read_listed, stop_sweep
from training.sweep.planned import plan_sweep
from training.sweep.run import run_sweep

DEFAULT = "list"
LONG = {"start"}

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Summary:
    """One sweep in short: how many trials ended how, and the best one."""

    id: str
    state: str
    trials: dict[str, int]
    wanted: int
    metric: str
    best: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Sweeps:
    """All sweeps, the newest first."""

    sweeps: list[Summary]


@dataclass(frozen=True, slots=True)
class Shown:
    """One sweep with all its trials."""

    summary: Summary
    reason: str | None
    importance: Mapping[str, float]
    trials: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Best:
    """The best trial of a sweep and the command that makes it again."""

    sweep: str
    trial: dict[str, Any]
    command: str


@app.command("start")
def start(
    project: Project,
    *,
    trials: int | None = None,
    parallel: str = "auto",
    space: list[str] | None = None,
    trainer: str | None = None,
    snapshot: str | None = None,
    base: str | None = None,
    start: str | None = None,
    set: list[str] | None = None,
    metric: str | None = None,
    general_weight: float | None = None,
    pruner: str | None = None,
    seed: int | None = None,
) -> Summary:
    """Try out options until there are enough trials; the same command goes on where it was stopped or killed.

    Args:
        trials: How many to try, those of earlier calls included; default the recipe's, else 20.
        parallel: Trials at a time, or auto for one per device.
        space: What is tried, repeatable: NAME=LOW:HIGH, NAME=LOW:HIGH:log, NAME=A,B,C or a YAML file.
        trainer: Which trainer; default the recipe's, else sft.
        snapshot: Id of the snapshot; default the newest.
        base: Folder of the base model, or tiny for the demo's own; default the recipe's.
        start: A finished run to go on from, such as an SFT run before DPO.
        set: Any option of the run around which is searched as NAME=VALUE, repeatable.
        metric: What is measured on the validation split, or eval_loss; default the recipe's, else exact_match.
        general_weight: What a general loss that rises by one costs; default 1.
        pruner: When hopeless trials are stopped: median, halving, hyperband or none.
        seed: Decides what is tried.
    """
    at_once = _parallel(parallel)
    config = configure(project, snapshot, trainer, base, assignments(set or []), start)
    named = {"trials": trials, "metric": metric, "general_weight": general_weight, "pruner": pruner, "seed": seed}
    folder = run_sweep(project, plan_sweep(project, config, named, space or []), actor(), at_once)
    return _summary(read_listed(folder))


@app.command("list")
def listing(project: Project) -> Sweeps:
    """Every sweep, the newest first."""
    return Sweeps([_summary(one) for one in list_sweeps(project)])


@app.command("show")
def detail(project: Project, sweep: str) -> Shown:
    """Every trial of a sweep with its values, what it reached and why it ended.

    Args:
        sweep: Id of the sweep, or "latest".
    """
    found = load_sweep(project, sweep)
    reason = found.status.get("reason")
    return Shown(_summary(found), reason, found.results.get("importance", {}), found.trials)


@app.command("best")
def best(project: Project, sweep: str) -> Best:
    """The best trial of a sweep and the command that trains it again.

    Args:
        sweep: Id of the sweep, or "latest".
    """
    found = load_sweep(project, sweep)
    words = best_words(project, found)
    return Best(found.id, found.best or {}, shlex.join(["verilode", *words]))


@app.command("stop")
def stop(project: Project, sweep: str) -> Summary:
    """Ask a running sweep to stop; what its trials have learned is kept, and `start` goes on with it.

    Args:
        sweep: Id of the sweep, or "latest".
    """
    found = load_sweep(project, sweep)
    stop_sweep(found)
    return _summary(found)


def show_start(result: Summary) -> Iterator[str]:
    """What came out, and what to look at next."""
    yield _line(result)
    yield f"all trials: verilode sweep show {result.id}"
    if result.best:
        yield f"the best one, as a command: verilode sweep best {result.id}"


def show_list(result: Sweeps) -> Iterator[str]:
    """One line per sweep."""
    yield from map(_line, result.sweeps)
    if not result.sweeps:
        yield "no sweeps yet; start one with: verilode sweep start"


def show_show(result: Shown) -> Iterator[str]:
    """The sweep, what mattered, and a line per trial."""
    yield _line(result.summary)
    if result.reason:
        yield result.reason
    if result.importance:
        yield "what mattered: " + ", ".join(f"{name} {share:.0%}" for name, share in result.importance.items())
    yield f"{'trial':>5}  {'state':<13} {'value':>8}  {'loss':>7}  {'general':>8}  run           values"
    for trial in result.trials:
        figures = f"{_figure(trial['value']):>8}  {_figure(trial['eval_loss']):>7}  {_rise(trial):>8}"
        values = " ".join(f"{name}={_value(value)}" for name, value in trial["params"].items())
        yield f"{trial['number']:>5}  {trial['state']:<13} {figures}  {trial['run'] or '':<12}  {values}"
        if trial["reason"]:
            yield f"       {trial['reason']}"


def show_best(result: Best) -> Iterator[str]:
    """Its figures and the command."""
    yield f"trial {result.trial['number']} of sweep {result.sweep}: {_figure(result.trial['value'])}"
    run = result.trial["run"]
    yield f"run {run}; compare it with its base on the test split: verilode evaluate {run}"
    yield result.command


def show_stop(result: Summary) -> str:
    """What happens now."""
    return f"sweep {result.id} is being stopped; the same start command goes on with it"


def _summary(found: Listed) -> Summary:
    ended = dict(Counter(trial["state"] for trial in found.trials))
    wanted, metric = found.results.get("wanted", 0), found.results.get("metric", "")
    return Summary(found.id, found.state, ended, wanted, metric, found.best)


def _line(result: Summary) -> str:
    ended = ", ".join(f"{count} {state}" for state, count in result.trials.items()) or "no trial yet"
    reached = f"; best {_figure(result.best['value'])} in trial {result.best['number']}" if result.best else ""
    return f"sweep {result.id}: {result.state}, {ended} of {result.wanted}{reached} ({result.metric})"


def _parallel(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdecimal() or int(text) < 1:
        raise VerilodeError(f"--parallel is a number above 0 or auto, not {text!r}")
    return int(text)


def _rise(trial: Mapping[str, Any]) -> str:
    rise = trial["general_increase"]
    return "" if rise is None else f"{rise:+.3f}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _value(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
