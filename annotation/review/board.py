"""The board: one plan's records with everybody's present answers, kept up to date event by event.

A decision must cost the same with a hundred records in the queue as with a hundred thousand, so nothing is read or
looked through again but what changed since the last look.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from annotation.review.assignment import Assignment, assignments, first_in_line, in_line, needed
from annotation.review.leases import Wanted
from annotation.review.marks import marks
from annotation.review.plan import QueuePlan
from annotation.sampling.draw import ASKED, RECHECK
from pipelines.store.labels import ADJUDICATION, ANSWERED, Annotation, annotations, settled
from pipelines.store.project import Project

_SWEPT = 500
"""Settled records a phase's list may hold before it is made anew."""

_KEPT = 4
_BOARDS: OrderedDict[tuple[str, int], "Board"] = OrderedDict()
_MAKING = threading.Lock()


def board_of(project: Project, plan: QueuePlan) -> "Board":
    """The board of this plan, shared by all who look at it in this process, as it is now."""
    key = (project.events.url, id(plan))  # the board holds its plan, so the number stays the plan's own
    with _MAKING:
        if key not in _BOARDS:
            _BOARDS[key] = Board(plan)
        board = _BOARDS[key]
        _BOARDS.move_to_end(key)
        while len(_BOARDS) > _KEPT:
            _BOARDS.popitem(last=False)
    board.refresh(project)
    return board


class Board:
    """Who answered what, what is open, and what people disagree on."""

    def __init__(self, plan: QueuePlan) -> None:
        self.plan = plan
        self.lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self.said: dict[str, dict[str, Annotation]] = {}
        self.assigned: dict[str, Assignment] = {}
        self.disputes: dict[str, None] = {}
        self.adjudicated: set[str] = set()
        self.full: dict[str, set[str]] = {phase: set() for phase in self.plan.phases}
        self._open = {phase: list(names) for phase, names in self.plan.phases.items()}
        self._swept = dict.fromkeys(self.plan.phases, 0)
        self._shares: dict[tuple[str, str], dict[str, None]] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        self._seen = self._arranged = 0

    def refresh(self, project: Project) -> None:
        """Take in what happened since the last look."""
        with self.lock:
            now = marks(project.events.engine)
            if now.newest < self._seen:  # another database in the old one's place
                self._forget()
            if now.newest == self._seen:
                return
            changed = [one.record_id for one in annotations(project, after=self._seen) if self._note(one)]
            if now.assigned != self._arranged:
                self.assigned, self._arranged = assignments(project), now.assigned
                self._shares, self._lines = {}, {}
                changed = list(self.said)
            for name in dict.fromkeys(changed):
                self._judge(name)
            self._seen = now.newest

    def _note(self, one: Annotation) -> bool:
        self.said.setdefault(one.record_id, {})[one.actor] = one
        return one.record_id in self.plan.phase_of

    def _judge(self, name: str) -> None:
        """Where a record stands now: open, settled, or disputed."""
        phase, given = self.plan.phase_of.get(name), self.answers(name)
        if phase is None:
            return
        decided = any(one.phase == ADJUDICATION for one in given)
        complete = decided or len(given) >= self.needed(name)
        free = not given or self.plan.is_plant(name) or self.plan.kind.opinion
        agreed = free or settled(given, self.plan.kind.agree) is not None
        _member(self.adjudicated, name, decided)
        self.disputes.pop(name, None)
        if complete and not agreed:
            self.disputes[name] = None
        full = self.full[phase]
        if name in full and not complete:  # taken back: it has its old place again
            full.discard(name)
            self._sweep(phase)
        elif complete:
            full.add(name)
        self._share_out(name, phase)

    def _share_out(self, name: str, phase: str) -> None:
        """Bring the shares of the people who look at this phase up to date with one record, which comes first anew."""
        for (actor, kind), share in self._shares.items():
            if kind != phase:
                continue
            theirs = name not in self.full[phase] and self._is_for(actor, name, self.assigned[phase].people)
            if theirs and name not in share:
                self._shares[actor, kind] = {name: None, **share}
            elif not theirs:
                share.pop(name, None)

    def answers(self, name: str) -> list[Annotation]:
        """The answers that count towards a record, oldest first; a planted one's are those given in its own phase."""
        found = [one for one in self.said.get(name, {}).values() if one.status in ANSWERED]
        if self.plan.is_plant(name):
            found = [one for one in found if one.phase == self.plan.phase_of[name]]
        return sorted(found, key=lambda one: one.seq)

    def needed(self, name: str) -> int:
        """How many people are to answer this record; one more than before where it is looked at anew."""
        phase = self.plan.phase_of[name]
        if phase == RECHECK:
            return 1 + sum(one.phase != RECHECK for one in self.answers(name))
        return needed(name, self.plan.overlap, self.assigned.get(phase))

    def prepare(self, actor: str) -> None:
        """Look for a person's shares now, so that nobody's writing waits for it."""
        for phase in ASKED:
            people = self.assigned.get(phase, Assignment()).people
            if actor in people:
                self._share(actor, phase, people)

    def open_to(self, actor: str) -> Iterator[tuple[str, str]]:
        """(record id, phase) of all that this person could be shown, disputes first, then phase by phase."""
        for name in list(self.disputes):
            own = self.said.get(name, {}).get(actor)
            if self.may_settle(actor, name) and (own is None or own.status != "skipped"):
                yield name, ADJUDICATION
        for phase in ASKED:
            people = self.assigned.get(phase, Assignment()).people
            if not people:
                yield from ((name, phase) for name in self._unsettled(phase) if actor not in self._through(name))
            elif actor in people:
                yield from ((name, phase) for name in list(self._share(actor, phase, people)))

    def wanted(self, name: str, phase: str) -> Wanted:
        """The record as the leases see it."""
        left = 1 if phase == ADJUDICATION else self.needed(name) - len(self.answers(name))
        return Wanted(name, left, self._through(name))

    def may_settle(self, actor: str, name: str) -> bool:
        """Whether this person may decide this dispute: a named adjudicator, or anybody who is no party to it.

        A party may only where every named adjudicator is one.
        """
        if name not in self.disputes and name not in self.adjudicated:
            return False
        named = self.assigned.get(ADJUDICATION, Assignment()).people
        parties = {one.actor for one in self.answers(name) if one.phase != ADJUDICATION}
        if named:
            return actor in named and (actor not in parties or parties.issuperset(named))
        return actor not in parties

    def _share(self, actor: str, phase: str, people: Sequence[str]) -> dict[str, None]:
        """What is an assigned person's to answer; looked for among all records once, then kept up to date."""
        if (actor, phase) not in self._shares:
            found = (name for name in self._unsettled(phase) if self._is_for(actor, name, people))
            self._shares[actor, phase] = dict.fromkeys(found)
        return self._shares[actor, phase]

    def _is_for(self, actor: str, name: str, people: Sequence[str]) -> bool:
        """Whether this record is this person's now: nobody sees one twice, nor one whose truth he has told."""
        through = self._through(name)
        if actor in through:
            return False
        line = self._lines.get(name) or self._lines.setdefault(name, in_line(name, people))
        return actor in first_in_line(line, through, self.needed(name) - len(self.answers(name)))

    def _through(self, name: str) -> set[str]:
        """Who needs to see this record no more: they answered or skipped it, or told its truth."""
        anew = self.plan.phase_of.get(name) == RECHECK  # whoever answered before may look again, blind
        said = [one for one in self.said.get(name, {}).values() if one.status != "draft"]
        people = {one.actor for one in said if not anew or one.phase == RECHECK}
        return people | {self.plan.experts[name]} if name in self.plan.experts else people

    def _unsettled(self, phase: str) -> Iterator[str]:
        full = self.full[phase]
        if len(full) - self._swept[phase] > _SWEPT:
            self._sweep(phase)
        return (name for name in list(self._open[phase]) if name not in full and self.plan.phase_of[name] == phase)

    def _sweep(self, phase: str) -> None:
        full = self.full[phase]
        self._open[phase] = [name for name in self.plan.phases[phase] if name not in full]
        self._swept[phase] = len(full)


def _member(found: set[str], name: str, belongs: bool) -> None:
    (found.add if belongs else found.discard)(name)
