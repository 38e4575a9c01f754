"""How far Label Studio is: what was sent to each project, what came back, how far people follow what they see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from annotation.studio.ledger import THERE, Ledger, Run, Sent
from annotation.studio.pull import Problem, problems
from pipelines.kinds import kind_of
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class RunReport:
    """One project on the server.

    `records` with a person's answer of `tasks` there; `answers` by their status (people may answer the same record);
    `shown` answers to records that showed a value, of which `changed` say something else; `median_seconds` over the
    answers, each up to the idle limit.
    """

    run: str
    title: str
    url: str
    phase: str
    blind: bool
    tasks: int
    unconfirmed: int
    records: int
    submitted: int
    discarded: int
    skipped: int
    withdrawn: int
    invalid: int
    shown: int
    changed: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class StudioReport:
    """Every project, the newest first, and the annotations that are no answers."""

    runs: list[RunReport]
    problems: list[Problem]


def report(project: Project) -> StudioReport:
    """What the ledger knows; asks no server."""
    ledger, agree = Ledger(project.events.engine), kind_of(project.recipe.task.kind).agree
    runs = [_run(run, ledger.sent(run), ledger.answers(run), agree) for run in ledger.runs()]
    return StudioReport(runs, problems(ledger))


def _run(run: Run, sent: dict[str, Sent], answers: Sequence[Any], agree: Any) -> RunReport:
    said = Counter(row.status for row in answers)
    settled = [row for row in answers if row.status in ("submitted", "discarded")]
    pairs = [(row.value, shown) for row in settled if (shown := sent[row.record_id].suggested) is not None]
    seconds = [row.seconds for row in settled if row.seconds is not None]
    return RunReport(
        run.run,
        run.title,
        f"{run.url}/projects/{run.project}/data",
        run.phase,
        run.blind,
        sum(one.state == THERE for one in sent.values()),
        sum(one.state not in (THERE, "gone") for one in sent.values()),
        len({row.record_id for row in settled}),
        said["submitted"],
        said["discarded"],
        said["skipped"],
        said["withdrawn"],
        said["invalid"],
        len(pairs),
        sum(value is None or not (value == shown or agree(value, shown)) for value, shown in pairs),
        round(median(seconds), 1) if seconds else None,
    )
