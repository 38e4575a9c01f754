"""Let a run, its base and the promoted model answer the held-out records, and say which is better."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.contests import with_people
from app.frame.run import actor
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.evaluation.measure import evaluate_run
from training.evaluation.runners import RUNNERS, run_runner

LONG = True
_MODELS = ("base", "tuned", "promoted")


def evaluate(
    project: Project,
    run: str,
    *,
    again: bool = False,
    runner: str | None = None,
    tasks: Path | None = None,
) -> dict[str, Any]:
    """Measure base, tuned and promoted model on the test split, the general questions and the recipe's suites.

    Every figure has an interval, every difference is paired. With --runner the tasks of another evaluation program are
    run on the model instead, and its results kept beside the report.

    Args:
        run: Id of the run, or "latest".
        again: Answer everything anew even if there is a report.
        runner: lm-eval or inspect: another program to evaluate with.
        tasks: The program's tasks: for lm-eval a folder of task files, for inspect one task file.
    """
    if runner is None:
        if tasks is not None:
            raise VerilodeError("tasks are those of another program; name it with --runner")
        return with_people(project, evaluate_run(project, run, actor(), again=again))
    if tasks is None:
        raise VerilodeError(f"name the tasks: --runner {runner} --tasks PATH")
    return run_runner(project, run, RUNNERS.build(_member(runner)), tasks)


def show(report: Mapping[str, Any]) -> Iterator[str]:
    """A table for each set, then the verdict; for another program's results, one line for each figure."""
    if "runner" in report:
        yield from _results(report)
        return
    for name, measured in report["sets"].items():
        yield from _set(name, measured)
    yield from _judge(report.get("judge"))
    yield f"verdict: {report['verdict']['verdict']}. {report['verdict']['sentence']}"


def _member(runner: str) -> str:
    """`lm-eval` and `inspect` as people call them."""
    return {"inspect": "inspect_ai"}.get(runner, runner.replace("-", "_"))


def _set(name: str, measured: Mapping[str, Any]) -> Iterator[str]:
    models = [model for model in _MODELS if model in measured]
    yield f"{name}: {measured['tuned']['n']:,} questions"
    yield f"  {'':<18}" + "".join(f"{model:<28}" for model in models) + "tuned - base"
    for metric in [*measured.get("metrics", ["exact_match", "macro_f1"]), "valid"]:
        if metric in measured["tuned"]:
            label = "valid form" if metric == "valid" else metric
            cells = "".join(f"{_figure(measured[model], metric):<28}" for model in models)
            yield f"  {label:<18}{cells}{_difference(measured['difference'].get(metric))}"
    if chosen := measured.get("choices"):
        cells = "".join(f"{_share(chosen[model]['right'], chosen[model]['interval']):<28}" for model in models)
        yield f"  {'likeliest choice':<18}{cells}{_difference(chosen['difference'])}"
    for metric, reason in measured.get("not_measured", {}).items():
        yield f"  {metric}: not measured: {reason}"


def _figure(scores: Mapping[str, Any], metric: str) -> str:
    return _share(scores[metric], scores.get(f"{metric}_interval"))


def _share(value: float, interval: Any) -> str:
    return f"{value:.1%}" + (f" ({interval[0]:.1%} to {interval[1]:.1%})" if interval else "")


def _difference(seen: Mapping[str, Any] | None) -> str:
    return f"{seen['difference']:+.1%} ({seen['low']:+.1%} to {seen['high']:+.1%})" if seen else ""


def _judge(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found:
        share, flips = f"{found['win_rate']:.0%} of {found['n']:,} pairs", f"{found['flip_rate']:.0%}"
        yield f"judge {found['model']}: prefers the tuned answer in {share}, changes its mind in {flips} when turned"
        if found.get("voted"):
            kappa = "not defined" if found["kappa"] is None else f"{found['kappa']:.2f}"
            share = f"{found['agreement']:.0%} of {found['voted']:,} votes"
            yield f"  names people's winner in {share}, Cohen's kappa {kappa}"


def _results(report: Mapping[str, Any]) -> Iterator[str]:
    for row in report["results"]:
        error = f" ± {row['stderr']:.4f}" if row.get("stderr") is not None else ""
        yield f"{report['runner']} {row['task']} {row['model']}: {row['metric']} {row['value']:.4f}{error}"
