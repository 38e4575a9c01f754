"""What the review queue is made of: each phase's records, what is asked about them, and what stands beside them."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.review.marks import marks
from annotation.review.planting import candidates, natural, planted_values, posing
from annotation.sampling.audits import audit_commits, batch_rows
from annotation.sampling.draw import AUDIT, PILOT, RECHECK, REST
from annotation.sampling.options import Overlap, overlap_of, share
from pipelines.core.ids import digest
from pipelines.core.records import rows
from pipelines.kinds import Kind, Question, Task, kind_of
from pipelines.store.labels import Suggested, accepted, certify_commit, golden, suggestions, task_of
from pipelines.store.project import Project
from pipelines.store.selection import standing

_KEPT = 4
_PLANS: OrderedDict[tuple[Any, ...], "QueuePlan"] = OrderedDict()
_READING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Placed:
    """A record in the queue: what is asked about it, and where it comes from."""

    question: Question
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class QueuePlan:
    """The queue as the facts say; it changes with commits and golden answers, not with decisions.

    `phases`: the records of each phase in the order they should be seen. `suggestions`: as they are shown, planted ones
    in the place of the labeler's. `plants`: the records of known truth in each phase, and the wrong value that each
    shows, None where nothing is shown. `experts`: who fixed the truth of golden records; whoever knows it is not asked.
    `phase_of`: the one phase in which a record is asked about, the first. `overlap`: the recipe's.
    """

    task: Task
    kind: Kind
    phases: Mapping[str, Sequence[str]]
    suggestions: Mapping[str, Suggested]
    records: Mapping[str, Placed]
    plants: Mapping[str, Mapping[str, str | None]]
    experts: Mapping[str, str]
    phase_of: Mapping[str, str]
    overlap: Overlap

    def planted(self, record_id: str) -> str | None:
        """The wrong value that this record shows or would show; None for any other record."""
        return self.plants.get(self.phase_of.get(record_id, ""), {}).get(record_id)

    def is_plant(self, record_id: str) -> bool:
        """Whether its truth is known, and people are asked all the same."""
        return record_id in self.plants.get(self.phase_of.get(record_id, ""), {})


def plan_queue(project: Project) -> QueuePlan:
    """The queue's plan, read once per commit, golden answer and recipe, and then shared: it must not be changed."""
    newest = max((folder.name for folder in project.tables.root.glob("[0-9]*")), default="")
    recipe = project.recipe
    key = (str(project.root), newest, marks(project.events.engine).golden, recipe.task, digest(dict(recipe.verify)))
    with _READING:
        if key not in _PLANS:
            _PLANS[key] = _read(project)
            while len(_PLANS) > _KEPT:
                _PLANS.popitem(last=False)
        _PLANS.move_to_end(key)
        return _PLANS[key]


def _read(project: Project) -> QueuePlan:
    reader = _Reader(project)
    anew = reader.recheck()
    phases, plants = {RECHECK: list(anew)}, {RECHECK: {}}
    for phase, read in ((PILOT, reader.pilot), (AUDIT, reader.audit)):
        names, plants[phase] = read()
        phases[phase] = [name for name in names if name not in anew]
    left = reader.rest({name for names in phases.values() for name in names})
    asked = {name for names in (*phases.values(), left, reader.spare) for name in names}
    records = _placed(project, asked, reader.kind)
    plants[REST] = reader.planted_in_rest(left, records)
    phases[REST] = reader.by_trust([*left, *plants[REST]])
    shown = {**reader.proposed, **dict(posing(plants[REST], reader.proposed))}
    first: dict[str, str] = {}
    for phase, names in phases.items():
        phases[phase] = [name for name in names if name in records]
        for name in phases[phase]:
            first.setdefault(name, phase)
    records = {name: records[name] for name in first}
    experts = {name: one.actor for name, one in reader.fixed.items()}
    return QueuePlan(
        reader.task, reader.kind, phases, shown, records, plants, experts, first, overlap_of(project.recipe.verify)
    )


def _placed(project: Project, wanted: set[str], kind: Kind) -> dict[str, Placed]:
    found = (record for batch in standing(project.tables) for record in rows(batch) if record.record_id in wanted)
    return {record.record_id: Placed(kind.question(record), record.source) for record in found}


class _Reader:
    """The facts behind one plan."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.kind = kind_of(project.recipe.task.kind)
        self.fixed = golden(project)
        self.proposed = suggestions(project)
        self.task = task_of(project)
        self.spare: list[str] = []
        self.certified = certify_commit(project)
        self.wrong = natural(self.fixed, self.proposed, self.kind.agree)

    def recheck(self) -> dict[str, None]:
        """The newest batch of records whose labels a trained model doubts, without those of known truth."""
        commit = self.project.tables.latest(f"sample-{RECHECK}")
        drawn = batch_rows(self.project, [commit] if commit else [])
        return dict.fromkeys(name for name, _ in drawn if name not in self.fixed)

    def pilot(self) -> tuple[list[str], dict[str, str | None]]:
        """The newest pilot, without those whose truth became known since."""
        commit = self.project.tables.latest(f"sample-{PILOT}")
        names = [name for name, _ in batch_rows(self.project, [commit] if commit else [])]
        meant = dict.fromkeys(commit.extra.get("golden", ()) if commit else ())
        return self._asked(names, meant)

    def audit(self) -> tuple[list[str], dict[str, str | None]]:
        """The audit of the newest suggestions with its top-ups."""
        drawn = batch_rows(self.project, audit_commits(self.project))
        return self._asked([name for name, _ in drawn], {name: value for name, value in drawn if value is not None})

    def rest(self, before: set[str]) -> list[str]:
        """What nobody vouches for but a person: below the certificate's line, and in no phase before."""
        if self.certified is None:
            return []
        covered = accepted(self.project)
        left = [name for name in self.proposed if name not in covered and name not in before and name not in self.fixed]
        self.number = round(share(self.project.recipe.verify, "golden_share", 0.0) * len(left))
        free = [name for name, one in self.fixed.items() if name in self.proposed and name not in before and one.value]
        # some golden answers have no near miss, so more are looked at than are planted
        self.spare = candidates(free, self.wrong, self.certified.inputs[0])[: 4 * self.number]
        return left

    def planted_in_rest(self, left: Sequence[str], records: Mapping[str, Placed]) -> dict[str, str]:
        """Golden records that go between those left to people."""
        if not self.spare or not left:
            return {}
        standing_ = [name for name in self.spare if name in records]
        truth = {name: str(self.fixed[name].value) for name in standing_}
        asked = {name: records[name].question for name in standing_}
        return planted_values(standing_, self.number, self.wrong, truth, asked, self.kind, self.task)

    def by_trust(self, names: Iterable[str]) -> list[str]:
        """Least certain first."""
        return sorted(names, key=lambda name: (self.proposed[name].confidence or 0.0, name))

    def _asked(self, names: list[str], meant: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        """Records to ask about: unknown ones, and golden ones that were put there on purpose."""
        plants = {name: value for name, value in meant.items() if name in self.fixed}
        return [name for name in dict.fromkeys(names) if (name in meant) == (name in self.fixed)], plants
