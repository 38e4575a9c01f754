"""Let a run and its base answer the held-out records, and say which is better."""

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.store.project import Project
from training.evaluation.measure import evaluate_run

LONG = True


def evaluate(project: Project, run: str, *, again: bool = False) -> dict[str, Any]:
    """Measure base and tuned on the test split and the general set, with paired intervals and a verdict.

    Args:
        run: Id of the run, or "latest".
        again: Answer everything anew even if there is a report.
    """
    return evaluate_run(project, run, again=again)


def show(report: Mapping[str, Any]) -> Iterator[str]:
    """One line per set and model, then the verdict."""
    for name, measured in report["sets"].items():
        for model in ("base", "tuned"):
            scores = measured[model]
            low, high = scores["exact_match_interval"]
            yield (
                f"{name:<9}{model:<7}exact match {scores['exact_match']:>6.1%} ({low:.1%} to {high:.1%})  "
                f"macro-F1 {scores['macro_f1']:.3f}  n {scores['n']:,}"
            )
    yield f"verdict: {report['verdict']['verdict']}. {report['verdict']['sentence']}"
