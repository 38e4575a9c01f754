"""A second look: records whose label a trained model doubts, put before people without the label they had."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation.sampling.draw import RECHECK
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.kinds import kind_of
from pipelines.store.labels import ADJUDICATION, Label, annotations, golden, labels
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Commit, Counts

STEP = f"sample-{RECHECK}"


@dataclass(frozen=True, slots=True)
class Looked:
    """One record of the second look that was answered: why it was there, its label before and now, and who looked.

    `changed` is None while people do not agree.
    """

    record_id: str
    reason: str
    before: str | None
    now: str | None
    by: str
    changed: bool | None


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The newest second look: for which run, how many records and answers, what came of each."""

    run: str
    drawn: int
    answered: int
    changed: int
    confirmed: int
    disputed: int
    left_out: Mapping[str, int]
    looked: tuple[Looked, ...]


def draw_recheck(project: Project, run: str, doubted: Sequence[tuple[str, str]], records: int, seed: int = 0) -> Commit:
    """Put doubted records before people, mixed, so that their order does not tell how doubtful they are.

    Records whose truth is settled are left out: golden ones, and those that an adjudicator decided.

    Args:
        project: Whose queue.
        run: Whose doubts these are.
        doubted: (record id, reason), the most doubtful first.
        records: How many at most.
        seed: Decides the order.

    Raises:
        VerilodeError: where none of them can be asked about.
    """
    there = {name for batch in standing(project.tables) for name in batch["record_id"].to_pylist()}
    fixed = golden(project).keys()
    settled = {one.record_id for one in annotations(project) if one.phase == ADJUDICATION}
    left_out: Counter[str] = Counter()
    chosen: dict[str, str] = {}
    for name, reason in doubted:
        why = "no longer there" if name not in there else "golden" if name in fixed else "adjudicated"
        if name in there and name not in fixed and name not in settled:
            chosen[name] = reason
        else:
            left_out[why] += 1
        if len(chosen) == records:
            break
    if not chosen:
        raise VerilodeError("no doubted record can be looked at again: their labels are settled or they are gone")
    mixed = sorted(chosen, key=lambda name: coin("order", RECHECK, seed, name))
    before = {record.record_id: label.value for record, label in labels(project) if record.record_id in chosen}
    options = {"run": run, "records": records, "seed": seed, "after": project.events.last_seq()}
    with project.tables.begin(STEP, options=options) as writer:
        rows = [{"record_id": n, "phase": RECHECK, "rank": i, "stratum": chosen[n]} for i, n in enumerate(mixed)]
        writer.write("batches", rows)
        writer.counts = Counts(len(rows), len(rows), 0, 0)
        writer.extra.update(before=before, left_out=dict(left_out), drawn=len(rows), planted=0)
    return project.tables.commits(STEP)[-1]


def second_look(project: Project) -> SecondLook | None:
    """What came of the newest second look; the reason of a record is told once somebody has answered it."""
    commit = project.tables.latest(STEP)
    if commit is None:
        return None
    rows = project.tables.columns("batches", commit, ["record_id", "stratum"]).to_pylist()
    reasons = {row["record_id"]: row["stratum"] for row in rows}
    said = {one.record_id: one.actor for one in annotations(project, commit.options["after"]) if one.phase == RECHECK}
    said = {name: actor for name, actor in said.items() if name in reasons}
    now = {record.record_id: label for record, label in labels(project) if record.record_id in said}
    agree = kind_of(project.recipe.task.kind).agree
    looked = tuple(
        _looked(name, reasons[name], commit.extra["before"].get(name), now[name], said[name], agree)
        for name in said
        if name in now
    )
    changed = [one.changed for one in looked]
    return SecondLook(
        str(commit.options["run"]),
        len(reasons),
        len(looked),
        changed.count(True),
        changed.count(False),
        changed.count(None),
        commit.extra["left_out"],
        looked,
    )


def _looked(name: str, reason: str, before: str | None, label: Label, by: str, agree: object) -> Looked:
    if label.state == "disputed":
        return Looked(name, reason, before, None, by, None)
    same = label.value == before or bool(label.value and before and agree(label.value, before))  # type: ignore[operator]
    return Looked(name, reason, before, label.value, by, not same)
