"""Cleaning: the recipe's steps in order, each skipped when its result already stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.core.records import rows
from pipelines.filters import FILTERS
from pipelines.run.sink import Sink
from pipelines.steps import STEPS, FactSink, Step
from pipelines.store.project import Project
from pipelines.store.recipe import Recipe
from pipelines.store.selection import PLAN, ingests, standing
from pipelines.store.tables import Commit, Counts, TableLane, fingerprint


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step did; `reused` when an earlier result was still right."""

    step: str
    counts: Counts
    reused: bool


def clean(project: Project) -> list[StepReport]:
    """Carry out the recipe's cleaning steps on everything ingested; resumable, because finished steps are kept.

    Raises:
        VerilodeError: when nothing was ingested yet, or the recipe names an unknown step or option.
    """
    lane, wanted = project.tables, project.recipe.clean
    sources = ingests(lane)
    if not sources:
        raise VerilodeError("nothing to clean: ingest files first")
    built = [(name, options, build_step(project, name, options)) for name, options in wanted]
    done: list[Commit] = []
    reports: list[StepReport] = []
    for number, (name, options, step) in enumerate(built):
        progress(f"clean: {name}", number, len(built))
        inputs = [commit.id for commit in (*sources, *done)]
        commit = lane.find(fingerprint(name, options, inputs))
        reused = commit is not None
        commit = commit or _execute(lane, name, options, inputs, done, step)
        reports.append(StepReport(name, commit.counts, reused))
        done.append(commit)
    progress("clean", len(built), len(built))
    _write_plan(lane, sources, done)
    return reports


def build_step(project: Project, name: str, options: Mapping[str, Any]) -> Step:
    """The step or filter called `name`, for this project's recipe."""
    return step_of(project.recipe, name, options)


def step_of(recipe: Recipe, name: str, options: Mapping[str, Any]) -> Step:
    """The step or filter called `name`; `task.labels` in its options stands for the recipe's label set."""
    filled = {k: list(recipe.task.labels) if v == "task.labels" else v for k, v in options.items()}
    if name in STEPS:
        return STEPS.build(name, filled)
    if name in FILTERS:
        return _filter_step(FILTERS.build(name, filled), name)
    known = ", ".join(sorted({*STEPS.names(), *FILTERS.names()}))
    raise VerilodeError(f"no cleaning step called {name!r}; known: {known}")


def _filter_step(rule: Any, name: str) -> Step:
    """A filter looks at one record at a time; this walks it over the batches."""

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        for batch in batches:
            answers = ((record, rule(record)) for record in rows(batch))
            sink.drop(
                [
                    {"record_id": record.record_id, "rule": name, "reason": reason}
                    for record, reason in answers
                    if reason is not None
                ]
            )

    return step


def _execute(
    lane: TableLane,
    name: str,
    options: Mapping[str, Any],
    inputs: Sequence[str],
    before: Sequence[Commit],
    step: Step,
) -> Commit:
    with lane.begin(name, options=options, inputs=inputs) as writer:
        sink = Sink(writer, name)
        step(sink.counting(standing(lane, before)), sink)
        if before and sink.seen != before[-1].counts.kept:
            raise AssertionError(f"step {name} saw {sink.seen} records, {before[-1].counts.kept} stood before it")
        writer.counts = sink.counts
    return lane.commits()[-1]


def _write_plan(lane: TableLane, sources: Sequence[Commit], steps: Sequence[Commit]) -> None:
    """Make these steps the ones in force; written last, so a crash before it leaves the old plan standing."""
    names = [commit.id for commit in steps]
    latest = lane.latest(PLAN)
    inputs = [commit.id for commit in (*sources, *steps)]
    if latest is not None and list(latest.inputs) == inputs:
        return
    with lane.begin(PLAN, inputs=inputs) as writer:
        writer.extra["steps"] = names
        first = steps[0].counts.in_ if steps else sum(c.kinds.get("records", 0) for c in sources)
        last = steps[-1].counts.kept if steps else first
        writer.counts = Counts(first, last, first - last, 0)
