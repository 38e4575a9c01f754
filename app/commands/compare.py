"""Compare two evaluated runs on the test records they share."""

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.store.project import Project
from training.evaluation.against import compare_runs


def compare(project: Project, run: str, other: str) -> dict[str, Any]:
    """Pair the answers of two runs record by record, and say whether the first is better.

    Runs of different snapshots are compared on the records that stand in both test splits.

    Args:
        run: Id of the run that may be better, or "latest".
        other: Id of the run it is compared with.
    """
    return compare_runs(project, run, other)


def show(found: Mapping[str, Any]) -> Iterator[str]:
    """One line for each metric, then the verdict."""
    yield f"{found['records']:,} test records are shared (of {found['of'][0]:,} and {found['of'][1]:,})"
    yield f"{'':<18}{found['run']:<14}{found['other']:<14}difference"
    for metric, seen in found["difference"].items():
        values = "".join(f"{found['figures'][side][metric]:<14.1%}" for side in ("run", "other"))
        yield f"{metric:<18}{values}{seen['difference']:+.1%} ({seen['low']:+.1%} to {seen['high']:+.1%})"
    yield f"verdict: {found['verdict']['verdict']}. {found['verdict']['sentence']}"
