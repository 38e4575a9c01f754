"""Fetch: what people answered in Label Studio becomes the same events as answers given in the app.

Only tasks that changed since the last time are read, oldest change first. A page is asked for by the time of the last
task seen rather than by its number, because a task that changes while we read moves to the end and would shift the
others past us.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from annotation.studio.client import Condition, Studio
from annotation.studio.errors import StudioRefused
from annotation.studio.ledger import THERE, Ledger, Run, Sent
from annotation.studio.mapping import NOTHING, Desk, content_hash, stamp
from annotation.studio.runs import find_project
from annotation.studio.settle import Snapshot, Tally, settle
from annotation.templates import ID_FIELD, TEMPLATES
from pipelines.core.progress import progress
from pipelines.kinds import Task
from pipelines.store.labels import task_of
from pipelines.store.project import Project

PAGE = 200
OVERLAP = timedelta(seconds=5)
"""Read again at every pull: a change may become visible a little after the time it bears."""

COUNT_EVERY = timedelta(hours=24)
"""How often the tasks are counted one by one though their number fits."""

_FILTER_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
"""The one form in which the server's filters read a time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An annotation that is no answer: it counts for nothing until somebody puts it right there."""

    record_id: str
    actor: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class PullReport:
    """What was heard. `elsewhere`: runs of which this server has no project; `tasks`: read because they changed."""

    runs: int
    tasks: int
    answered: int
    discarded: int
    skipped: int
    withdrawn: int
    problems: list[Problem] = field(default_factory=list)
    elsewhere: int = 0


def pull(project: Project, studio: Studio, thorough: bool = False) -> PullReport:
    """Fetch what changed in every run that this server has.

    Args:
        project: Whose runs.
        studio: The server.
        thorough: Also count tasks one by one, which otherwise happens once a day or when their number does not fit.

    Raises:
        VerilodeError: the server does not answer, or refuses.
    """
    ledger = Ledger(project.events.engine)
    tally, elsewhere, runs = Tally(), 0, ledger.runs()
    for number, run in enumerate(reversed(runs), start=1):
        heard = pull_run(project, studio, ledger, run, thorough)
        tally, elsewhere = tally + (heard or Tally()), elsewhere + (heard is None)
        progress("fetching from Label Studio", number, len(runs))
    return PullReport(
        len(runs) - elsewhere,
        tally.tasks,
        tally.submitted,
        tally.discarded,
        tally.skipped,
        tally.draft,
        problems(ledger),
        elsewhere,
    )


def pull_run(project: Project, studio: Studio, ledger: Ledger, run: Run, thorough: bool = False) -> Tally | None:
    """Fetch what changed in one run; None where this server has no project of it."""
    found = find_project(studio, run)
    if found is None:
        return None
    reader = _Reader(project, studio, ledger, replace(run, project=int(found["id"])))
    tally = Tally()
    for page in reader.changed():
        snapshots = [snapshot for task in page if (snapshot := reader.snapshot(task)) is not None]
        tally += settle(project, run, snapshots, cursor=stamp(page[-1]["updated_at"]))
    gone = reader.deleted(int(found.get("task_number") or 0), thorough)
    if gone is not None:
        tally += settle(project, run, [Snapshot(one, None, []) for one in gone], counted=True)
    return tally


def desk_of(run: Run, task: Task) -> Desk:
    """What reads the answers of a run."""
    return Desk(TEMPLATES.build(run.template), task, NOTHING)


def problems(ledger: Ledger) -> list[Problem]:
    """Every annotation that stands now and is no answer."""
    return [
        Problem(row.record_id, row.actor, row.reason or "", f"{run.url}/projects/{run.project}/data?task={row.task}")
        for run in ledger.runs()
        for row in ledger.answers(run)
        if row.status == "invalid"
    ]


class _Reader:
    """What the server has of one run."""

    def __init__(self, project: Project, studio: Studio, ledger: Ledger, run: Run) -> None:
        self.studio, self.run = studio, run
        self.sent = ledger.sent(run)
        self.people = ledger.remember(run, {number: mail.lower() for number, mail in studio.users().items()})
        self.desk = desk_of(run, task_of(project))

    def changed(self) -> Iterator[list[dict[str, Any]]]:
        """Pages of tasks that changed since the run's cursor; at first, of those that anybody touched."""
        since = _moment(self.run.cursor) - OVERLAP if self.run.cursor else None
        size, seen = PAGE, set[tuple[int, str]]()
        while True:
            tasks = self._page(since, size)
            page = [task for task in tasks if (int(task["id"]), str(task["updated_at"])) not in seen]
            seen.update((int(task["id"]), str(task["updated_at"])) for task in page)
            if page:
                yield page
            if len(tasks) < size:
                return
            if not page:
                size *= 2  # more tasks than a page holds bear the same time
            since = _moment(str(tasks[-1]["updated_at"])) - timedelta(microseconds=1)

    def _page(self, since: datetime | None, size: int) -> list[dict[str, Any]]:
        conditions = [Condition(f"tasks:{name}_annotations", "greater", 0, "Number") for name in ("total", "cancelled")]
        if since is not None:
            later = since.astimezone(UTC).strftime(_FILTER_TIME)
            conditions = [Condition("tasks:updated_at", "greater", later, "Datetime")]
        number = int(self.run.project or 0)
        found = self.studio.tasks(number, *conditions, either=True, order_by="tasks:updated_at", page_size=size)
        return list(islice(found, size))

    def snapshot(self, task: Mapping[str, Any]) -> Snapshot | None:
        """A task with what people say; None for one that we did not send.

        A copy of a task, or one whose number we do not know because sending it broke off, is ours as well.
        """
        one = self.sent.get(str(task["data"].get(ID_FIELD)))
        if one is None:
            return None
        intact = content_hash(task["data"]) == one.content_hash
        heard = self.desk.hear(task, self.people, intact)
        return Snapshot(replace(one, task=int(task["id"])), stamp(task["updated_at"]), heard)

    def deleted(self, on_server: int, thorough: bool) -> list[Sent] | None:
        """Tasks that are no longer there, which no filter tells; None where there was no need to count.

        Each one missing is asked for by its number: a list read page by page may miss one while others are deleted.
        """
        there = {int(one.task): one for one in self.sent.values() if one.state == THERE and one.task is not None}
        due = self.run.counted is None or datetime.now(UTC) - _moment(self.run.counted) > COUNT_EVERY
        if not (thorough or due or on_server != len(there)):
            return None
        found = self.studio.tasks(int(self.run.project or 0), order_by="tasks:id", include=("id",), page_size=1000)
        listed = {int(task["id"]) for task in found}
        return [one for task, one in there.items() if task not in listed and self._is_gone(task)]

    def _is_gone(self, task: int) -> bool:
        try:
            self.studio.task(task)
        except StudioRefused as refusal:
            if refusal.status != 404:
                raise
            return True
        return False


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
