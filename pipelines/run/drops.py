"""What cleaning dropped: how much of each stratum, by which rule, and a few of the records to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.run.strata import By, strata
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, fact_ids, ingested_ids, records_named
from pipelines.store.tables import Commit, TableLane


@dataclass(frozen=True, slots=True)
class StratumDrops:
    """One part of the records that a step saw; `rules` holds only rules that dropped something of it."""

    name: str
    in_: int
    kept: int
    dropped: int
    rules: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StepDrops:
    """What one step dropped, by rule and by stratum."""

    step: str
    in_: int
    kept: int
    dropped: int
    rules: Mapping[str, int]
    strata: Sequence[StratumDrops]


@dataclass(frozen=True, slots=True)
class DroppedRecord:
    """A dropped record as its step saw it, where it came from, and for a copy the record that stayed."""

    record_id: str
    step: str
    rule: str
    reason: str
    text: str
    file: str
    line: int
    duplicate_of: str | None = None
    jaccard: float | None = None
    kept_text: str | None = None


def drop_report(project: Project, by: By = "source", step: str | None = None) -> list[StepDrops]:
    """Each cleaning step's kept and dropped records per stratum and rule, of the plan in force.

    Args:
        project: Where to look.
        by: What makes a stratum; those beyond the twenty largest are one, called "other".
        step: Only this step.

    Raises:
        VerilodeError: when nothing was cleaned yet, or the plan has no such step.
    """
    plan = _plan(project, step)
    parts = strata(project, by)
    rules, fate = _fates(project.tables, plan)
    return [
        _step_drops(commit.step, number, rules, fate, parts.names, parts.codes)
        for number, commit in enumerate(plan)
        if step in (None, commit.step)
    ]


def drop_sample(
    project: Project, step: str | None = None, rule: str | None = None, n: int = 10, seed: int = 0
) -> list[DroppedRecord]:
    """A random sample of the dropped records, the same one for the same seed.

    Args:
        project: Where to look.
        step: Only drops of this step.
        rule: Only drops of this rule.
        n: How many; fewer where there are not so many.
        seed: Chooses another sample.

    Raises:
        VerilodeError: when nothing was cleaned yet, or the plan has no such step or rule.
    """
    plan = _plan(project, step)
    chosen = [commit for commit in plan if step in (None, commit.step)]
    drops = project.tables.read("drops", chosen)
    if rule is not None:
        known = sorted(pc.unique(drops["rule"]).to_pylist())
        if rule not in known:
            raise VerilodeError(f"no rule {rule!r} dropped anything; those that did: {', '.join(known) or 'none'}")
        drops = drops.filter(pc.equal(drops["rule"], rule))
    drawn = np.random.default_rng(seed).permutation(drops.num_rows)[:n]
    picked = drops.take(pa.array(drawn)).to_pylist()
    names = {row[key] for row in picked for key in ("record_id", "duplicate_of")} - {None}
    records = records_named(project.tables, names, plan[: plan.index(chosen[-1])])
    return [_dropped(row, records) for row in picked]


def _dropped(row: Mapping[str, Any], records: Mapping[str, Record]) -> DroppedRecord:
    record, kept = records[row["record_id"]], records.get(row["duplicate_of"])
    place = {"text": record.body, "file": record.file, "line": record.line}
    return DroppedRecord(**row, **place, kept_text=kept.body if kept else None)


def _plan(project: Project, step: str | None) -> list[Commit]:
    plan = current_plan(project.tables)
    if not plan:
        raise VerilodeError("nothing was cleaned yet; run verilode clean")
    known = [commit.step for commit in plan]
    if step is not None and step not in known:
        raise VerilodeError(f"no cleaning step {step!r}; the plan has: {', '.join(known)}")
    return plan


@dataclass(frozen=True, slots=True)
class _Fate:
    """For each ingested record the number of the step that dropped it (or of steps), and of its rule."""

    step: np.ndarray
    rule: np.ndarray


def _fates(lane: TableLane, plan: Sequence[Commit]) -> tuple[list[str], _Fate]:
    """The rules that dropped something, and every record's fate. No record is dropped twice in a plan."""
    steps = np.concatenate([np.full(c.kinds.get("drops", 0), i) for i, c in enumerate(plan)] + [[len(plan)]])
    found = [batch.column(0) for batch in lane.scan("drops", plan, ["rule"])]
    rules = pa.chunked_array(found, pa.string()).combine_chunks().dictionary_encode()
    codes = np.append(np.asarray(rules.indices), -1)
    gone = fact_ids(lane, "drops", plan)
    rows = [np.asarray(pc.fill_null(pc.index_in(block, gone), -1)) for block in ingested_ids(lane)]
    place = np.concatenate([np.zeros(0, np.int64), *rows])  # -1 is the entry put behind the drops: it stands
    return rules.dictionary.to_pylist(), _Fate(steps[place], codes[place])


def _step_drops(
    step: str, number: int, rules: Sequence[str], fate: _Fate, names: Sequence[str], codes: np.ndarray
) -> StepDrops:
    seen = fate.step >= number
    here = fate.step == number
    size = len(rules) + 1
    column = np.where(here, fate.rule, len(rules))[seen]
    tally = np.bincount(codes[seen] * size + column, minlength=len(names) * size).reshape(-1, size)
    parts = [_stratum(name, row, rules) for name, row in zip(names, tally.tolist(), strict=True) if sum(row)]
    whole = _stratum(step, tally.sum(axis=0).tolist(), rules)
    return StepDrops(step, whole.in_, whole.kept, whole.dropped, whole.rules, parts)


def _stratum(name: str, row: Sequence[int], rules: Sequence[str]) -> StratumDrops:
    """From the counts per rule, with what was kept at the end."""
    dropped = {rule: n for rule, n in zip(rules, row, strict=False) if n}
    return StratumDrops(name, sum(row), row[-1], sum(row) - row[-1], dropped)
