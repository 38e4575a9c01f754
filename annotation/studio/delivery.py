"""One run's tasks on their way: sent in batches, looked up after any doubt, counted at the end."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotation.studio.client import Condition, Studio
from annotation.studio.errors import StudioRefused, StudioSilent
from annotation.studio.ledger import GONE, SENDING, THERE, Ledger, Run, Sent
from annotation.templates import ID_FIELD
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress

_TRIES = 3
_SETTLED, _PATIENCE = 1.0, 60.0
"""Seconds for which the number of tasks stands still once a broken import is over, and how long we wait for that."""

_AT_ONCE = 30
"""Conditions per question."""

_FEW = 150
"""Up to so many records are asked for one by one; for more the whole project's ids are read (8 s for 10,000)."""

_FIELDS = ("id", "data", "total_annotations", "total_predictions", "cancelled_annotations")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task as it is imported, and what the ledger says once it is there."""

    task: Mapping[str, Any]
    sent: Sent


@dataclass
class Tally:
    """What a delivery did."""

    sent: int = 0
    replaced: int = 0
    doubled: int = 0
    there: int = 0


class Delivery:
    """Brings parcels to one project."""

    def __init__(self, studio: Studio, ledger: Ledger, run: Run, size: int) -> None:
        self.studio, self.ledger, self.run, self.size = studio, ledger, run, size
        self.project = int(run.project or 0)
        self.tally = Tally()
        self._parcels: dict[str, Parcel] = {}

    def deliver(self, parcels: Sequence[Parcel], on_server: int) -> Tally:
        """Send those that are not there, and check that all are.

        Args:
            parcels: What is to be there.
            on_server: How many tasks the project holds now.

        Raises:
            VerilodeError: the server's refusal, or tasks that did not appear.
        """
        self._parcels = {parcel.sent.record_id: parcel for parcel in parcels}
        known = self._certain(on_server)
        known |= self._take_back(known)
        todo = [p for p in parcels if (one := known.get(p.sent.record_id)) is None or one.state != THERE]
        for start in range(0, len(todo), self.size):
            self._send(todo[start : start + self.size])
            progress("sending to Label Studio", min(start + self.size, len(todo)), len(todo))
        self.tally.sent = len(todo)
        self._count()
        return self.tally

    def _certain(self, on_server: int) -> dict[str, Sent]:
        """What the ledger says, after whatever is in doubt was looked up."""
        known = self.ledger.sent(self.run)
        there = sum(one.state == THERE for one in known.values())
        doubtful = [name for name, one in known.items() if one.state == SENDING]
        if there == on_server and not doubtful:
            return known
        return self._look(doubtful if there <= on_server <= there + len(doubtful) else list(known))

    def _take_back(self, known: Mapping[str, Sent]) -> dict[str, Sent]:
        """Remove tasks whose record or suggestion changed since, unless somebody answered them."""
        old = [name for name, p in self._parcels.items() if name in known and _differs(p.sent, known[name])]
        untouched = [task for task in self._find(old) if not _touched(task)]
        if untouched:
            self.studio.delete_tasks(self.project, [int(task["id"]) for task in untouched])
        gone = [replace(known[str(task["data"][ID_FIELD])], state=GONE) for task in untouched]
        self.ledger.note(self.run, gone)
        self.tally.replaced = len(gone)
        return {one.record_id: one for one in gone}

    def _send(self, parcels: Sequence[Parcel]) -> None:
        """Import these, of which none is there; after a doubt only those that did not arrive."""
        left = list(parcels)
        for tries in reversed(range(_TRIES)):
            self.ledger.note(self.run, [replace(parcel.sent, state=SENDING) for parcel in left])
            try:
                ids = self.studio.import_tasks(self.project, [parcel.task for parcel in left])
            except (StudioSilent, StudioRefused) as doubt:
                if isinstance(doubt, StudioRefused) and doubt.status < 500:
                    raise
                self._wait_until_settled()
                known = self._look([parcel.sent.record_id for parcel in left])
                left = [parcel for parcel in left if known[parcel.sent.record_id].state != THERE]
                if left and not tries:
                    raise
            else:
                return self._confirm(left, ids)
            if not left:
                return None
        return None

    def _confirm(self, parcels: Sequence[Parcel], ids: Sequence[int]) -> None:
        """See the new tasks on the server, each with its record and its prediction."""
        since = Condition("tasks:id", "greater", min(ids) - 1, "Number")
        new = self.studio.tasks(self.project, since, order_by="tasks:id", include=_FIELDS, page_size=max(100, len(ids)))
        found = {int(task["id"]): task for task in new}
        for parcel, task in zip(parcels, ids, strict=True):
            if task not in found or found[task]["data"].get(ID_FIELD) != parcel.sent.record_id:
                raise VerilodeError(f"Label Studio did not keep task {task}; run the command again to look it up")
        self._mend([found[task] for task in ids])
        self.ledger.note(self.run, [replace(p.sent, task=task) for p, task in zip(parcels, ids, strict=True)])

    def _mend(self, tasks: Iterable[Mapping[str, Any]]) -> None:
        """Add the predictions of tasks that arrived without; the server makes tasks and predictions one after another.

        Predictions are appended, never replaced, so only a task that has none gets one.
        """
        bare = [task for task in tasks if not task.get("total_predictions")]
        wanted = [(task["id"], self._parcels.get(str(task["data"].get(ID_FIELD)))) for task in bare]
        missing = [
            {**prediction, "task": task}
            for task, parcel in wanted
            for prediction in (parcel.task.get("predictions", ()) if parcel else ())
        ]
        if missing:
            self.studio.import_predictions(self.project, missing)

    def _look(self, names: Sequence[str]) -> dict[str, Sent]:
        """What the server really holds of these records, written into the ledger; copies are removed."""
        known = self.ledger.sent(self.run)
        found: dict[str, list[dict[str, Any]]] = {}
        for task in self._find(names):
            found.setdefault(str(task["data"][ID_FIELD]), []).append(task)
        single = {name: self._single(tasks) for name, tasks in found.items()}
        self._mend(single.values())
        changed = [replace(known[name], state=THERE, task=int(task["id"])) for name, task in single.items()]
        changed += [replace(known[name], state=GONE) for name in names if name not in single]
        self.ledger.note(self.run, changed)
        return known | {one.record_id: one for one in changed}

    def _find(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The tasks of these records, copies included."""
        wanted = set(names)
        if len(names) > _FEW:
            every = self.studio.tasks(self.project, order_by="tasks:id", include=_FIELDS, page_size=1000)
            yield from (task for task in every if task["data"].get(ID_FIELD) in wanted)
            return
        for start in range(0, len(names), _AT_ONCE):
            part = [Condition(f"tasks:data.{ID_FIELD}", "equal", name) for name in names[start : start + _AT_ONCE]]
            yield from self.studio.tasks(self.project, *part, either=True, include=_FIELDS)

    def _single(self, tasks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The one task to keep of a record: one that was answered, else the first; untouched others are deleted."""
        kept, *others = sorted(tasks, key=lambda task: (not _touched(task), task["id"]))
        copies = [int(task["id"]) for task in others if not _touched(task)]
        if copies:
            self.studio.delete_tasks(self.project, copies)
            self.tally.doubled += len(copies)
        return kept

    def _wait_until_settled(self) -> None:
        """Wait until an import that broke off is surely over: the number of tasks stands still."""
        until, last, since = time.monotonic() + _PATIENCE, -1, time.monotonic()
        while time.monotonic() < until and time.monotonic() - since < _SETTLED:
            now = int(self.studio.project(self.project).get("task_number") or 0)
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(_SETTLED / 4)

    def _count(self) -> None:
        """Compare the server's number of tasks with the ledger's; copies that appeared late are removed."""
        known = self.ledger.sent(self.run)
        self.tally.there = sum(one.state == THERE for one in known.values())
        on_server = int(self.studio.project(self.project).get("task_number") or 0)
        if on_server > self.tally.there:
            self._look([name for name, one in known.items() if one.state == THERE])
        if on_server < self.tally.there:
            raise VerilodeError(
                f"Label Studio holds {on_server} of {self.tally.there} tasks; run the command again to send the others"
            )


def _differs(new: Sent, old: Sent) -> bool:
    return old.state == THERE and (new.content_hash, new.suggested) != (old.content_hash, old.suggested)


def _touched(task: Mapping[str, Any]) -> bool:
    return bool(task.get("total_annotations") or task.get("cancelled_annotations"))
