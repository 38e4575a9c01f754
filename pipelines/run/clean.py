"""Cleaning: the recipe's steps in order, each skipped when its result already stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.core.rules import Rules
from pipelines.filters import FILTERS, RowRule
from pipelines.run._engine import judged
from pipelines.run.given import Given, given_by_project
from pipelines.run.matrix import judge_standing, needed_signals
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
    lane = project.tables
    if not ingests(lane):
        raise VerilodeError("nothing to clean: ingest files first")
    done, reports = carry_out(lane, built_steps(project.recipe, given_by_project(project)), "clean")
    _write_plan(lane, done)
    return reports


@dataclass(frozen=True, slots=True)
class BuiltStep:
    """One line of a recipe's cleaning, checked: a step that reads the texts, or rules over their signals."""

    name: str
    options: Mapping[str, Any]
    action: Step | Rules


def built_steps(recipe: Recipe, given: Given) -> list[BuiltStep]:
    """The recipe's cleaning steps, all checked before the first one runs."""
    return [_built(name, *given.filled(name, options)) for name, options in recipe.clean]


def _built(name: str, values: Mapping[str, Any], stamped: Mapping[str, Any]) -> BuiltStep:
    return BuiltStep(name, stamped, member(name, values))


def step_of(project: Project, name: str, options: Mapping[str, Any]) -> Step | Rules:
    """The step or filter called `name` with options as they may stand in the project's recipe."""
    return member(name, given_by_project(project).filled(name, options)[0])


def member(name: str, options: Mapping[str, Any]) -> Step | Rules:
    """The step or filter called `name`."""
    if name in STEPS:
        return STEPS.build(name, options)
    if name in FILTERS:
        rule = FILTERS.build(name, options)
        return rule if isinstance(rule, Rules) else _filter_step(rule, name, options)
    known = ", ".join(sorted({*STEPS.names(), *FILTERS.names()}))
    raise VerilodeError(f"no cleaning step called {name!r}; known: {known}")


def carry_out(lane: TableLane, steps: Sequence[BuiltStep], label: str) -> tuple[list[Commit], list[StepReport]]:
    """The commit of each step on everything ingested into the lane; a result that is there already is taken."""
    sources = [commit.id for commit in ingests(lane)]
    done: list[Commit] = []
    reports: list[StepReport] = []
    for number, step in enumerate(steps):
        progress(f"{label}: {step.name}", number, len(steps))
        inputs = [*sources, *(commit.id for commit in done)]
        commit = lane.find(fingerprint(step.name, step.options, inputs))
        reused = commit is not None
        commit = commit or _execute(lane, step, inputs, done)
        reports.append(StepReport(step.name, commit.counts, reused))
        done.append(commit)
    progress(label, len(steps), len(steps))
    return done, reports


def _filter_step(rule: RowRule, name: str, options: Mapping[str, Any]) -> Step:
    """A filter looks at one record at a time; this walks it over the batches."""

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        for drops in judged(rule, name, options, batches):
            sink.drop(drops)

    return step


def _execute(lane: TableLane, step: BuiltStep, inputs: Sequence[str], before: Sequence[Commit]) -> Commit:
    action = step.action
    stored = needed_signals(lane, action, before) if isinstance(action, Rules) else {}
    with lane.begin(step.name, options=step.options, inputs=inputs) as writer:
        sink = Sink(writer, step.name)
        if isinstance(action, Rules):
            judge_standing(lane, action, stored, before, sink)
            writer.extra["signals"] = {family: commit.id for family, commit in stored.items()}
        else:
            action(sink.counting(standing(lane, before)), sink)
        if before and sink.seen != before[-1].counts.kept:
            raise AssertionError(f"step {step.name} saw {sink.seen} records, {before[-1].counts.kept} stood before it")
        writer.counts = sink.counts
    return lane.commits()[-1]


def _write_plan(lane: TableLane, steps: Sequence[Commit]) -> None:
    """Make these steps the ones in force; written last, so a crash before it leaves the old plan standing."""
    sources = ingests(lane)
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
