"""Send: the open records of a phase become tasks of a Label Studio project, each exactly once.

Importing is not idempotent, and one that seems to have failed may have been done. So nothing is sent whose absence is
not certain: records are written down as `sending` before an import, and whatever is still so afterwards is looked up
by its id before it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.review.guideline import published
from annotation.studio.batch import Batch, batch_of, first_open
from annotation.studio.client import Studio
from annotation.studio.delivery import Delivery, Parcel
from annotation.studio.ledger import THERE, Ledger, Run, Sent
from annotation.studio.mapping import Asked, Desk, Inspection, content_hash
from annotation.studio.private import alone
from annotation.studio.pull import pull_run
from annotation.studio.runs import Interface, open_run, update_interface
from annotation.templates import template_for
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid
from pipelines.store.project import Project

BATCH = 1000
"""Tasks per import: within a fifth of the speed of larger ones, and a failure costs little."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that could not be sent, and why."""

    record_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """One project on the server: `sent` now, `there` in all, `doubled`: copies that a broken import left, removed."""

    run: str
    url: str
    title: str
    blind: bool
    sent: int
    replaced: int
    doubled: int
    there: int


@dataclass(frozen=True, slots=True)
class PushReport:
    """What was sent of a phase, by project."""

    phase: str
    projects: list[Pushed]
    faults: list[Fault]

    @property
    def failure(self) -> str:
        """Why the command fails: some records could not be sent."""
        first = self.faults[0] if self.faults else None
        return f"{len(self.faults)} records were not sent; {first.record_id}: {first.reason}" if first else ""


def push(
    project: Project,
    studio: Studio,
    phase: str | None = None,
    title: str | None = None,
    blind: bool | None = None,
    size: int = BATCH,
) -> PushReport:
    """Send what is open in a phase and not yet on the server; after any failure simply call it again.

    Args:
        project: Whose records.
        studio: Where to.
        phase: pilot, audit, rest or adjudication; default the first in which something is open.
        title: Begins the project's title on the server; default the recipe's.
        blind: Show no suggestion; default as the phase has it.
        size: Tasks per import.

    Raises:
        VerilodeError: nothing to send, a task without labels, another push at work, or the server's refusal.
    """
    if not 1 <= size <= BATCH:
        raise VerilodeError(f"an import holds 1 to {BATCH} tasks, not {size}")
    ledger = Ledger(project.events.engine)
    phase = phase or first_open(project)
    for run in ledger.runs(phase=phase):  # what is answered already is not asked again, nor read by a newer guideline
        pull_run(project, studio, ledger, run)
    batch = batch_of(project, phase, blind)
    if project.recipe.task.guideline:
        project.events.append(published(project))
    with alone(project.root / ".labelstudio.lock", "it sends records to Label Studio"):
        sender = _Sender(project, studio, ledger, batch, title or project.recipe.title or project.recipe.name, size)
        projects = [sender.send(people, asked) for people, asked in sorted(batch.by_people.items())]
    return PushReport(phase, projects, sender.faults)


class _Sender:
    """One push."""

    def __init__(self, project: Project, studio: Studio, ledger: Ledger, batch: Batch, title: str, size: int) -> None:
        self.project, self.studio, self.ledger, self.batch = project, studio, ledger, batch
        self.title, self.size = title, size
        self.faults: list[Fault] = []

    def send(self, people: int, asked: Sequence[Asked]) -> Pushed:
        """Send the records that this many people are to answer."""
        batch = self.batch
        template = template_for(batch.task, [one.question for one in asked])
        desk = Desk(template, batch.task, batch.shows)
        inspection = Inspection(desk.config)
        face = Interface(desk.config, self.project.recipe.task.guideline, batch.guideline)
        what = {"phase": batch.phase, "batch": batch.commit, "template": template.name, "people": people}
        run, found = open_run(self.studio, self.ledger, {**what, "blind": batch.blind}, face, self.title)
        if run.config_hash != face.hash:
            run = update_interface(self.studio, self.ledger, run, face)
        parcels = self._parcels(desk, inspection, asked, batch.suggested or batch.commit)
        delivery = Delivery(self.studio, self.ledger, run, self.size)
        done = delivery.deliver(parcels, int(found.get("task_number") or 0))
        run = self._choose_version(run, found, parcels)
        url = f"{self.studio.url}/projects/{run.project}/data"
        return Pushed(run.run, url, run.title, run.blind, done.sent, done.replaced, done.doubled, done.there)

    def _parcels(self, desk: Desk, inspection: Inspection, asked: Sequence[Asked], version: str) -> list[Parcel]:
        """Tasks that passed every check; the others become faults."""
        found = []
        for one in asked:
            try:
                parcel = _parcel(desk, one, version)
                if faults := inspection.faults(parcel.task.get("predictions", ())):
                    raise Invalid("; ".join(faults))
                found.append(parcel)
            except Invalid as reason:
                self.faults.append(Fault(one.question.record_id, str(reason)))
        return found

    def _choose_version(self, run: Run, found: Mapping[str, Any], parcels: Sequence[Parcel]) -> Run:
        """Let the server show the predictions just sent; it refuses a version of which it has none."""
        versions = {p["model_version"] for parcel in parcels for p in parcel.task.get("predictions", ())}
        if not versions or found.get("model_version") in versions:
            return run
        (version,) = versions
        self.studio.update_project(int(run.project or 0), model_version=version)
        return self.ledger.change_run(run, model_version=version)


def _parcel(desk: Desk, asked: Asked, version: str) -> Parcel:
    prediction = desk.prediction(asked, version)  # first: it proves the value that the data will show
    data, name = desk.data(asked), asked.question.record_id
    task = {"data": data} | ({"predictions": [prediction]} if prediction else {})
    sent = Sent(name, content_hash(data), THERE, suggested=desk.shown_value(asked), planted=asked.planted)
    return Parcel(task, sent)
