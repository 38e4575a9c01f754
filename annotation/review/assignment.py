"""Assignment: who sees which records of a phase, how many people each of them needs, and who settles disputes.

Who gets what is rendezvous hashing (Thaler and Ravishankar 1998, "Using name-based mappings to increase hit rates"):
everybody draws a number for each record, and the highest get it. Nothing is stored per record; a person who comes or
goes moves only his own share, and a record that somebody skips goes to the next in line.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotation.sampling.draw import AUDIT, PILOT, RECHECK, REST
from annotation.sampling.options import Overlap, overlap_of
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin, digest
from pipelines.store.event import Event, Stored
from pipelines.store.labels import ADJUDICATION
from pipelines.store.project import Project

ASSIGNED = "queue.assigned"
ASSIGNABLE = (PILOT, AUDIT, REST, RECHECK)


@dataclass(frozen=True, slots=True)
class Assignment:
    """People of one phase, none meaning anybody, and how many of them answer each record; None leaves the recipe's."""

    people: tuple[str, ...] = ()
    overlap: int | None = None


def assignments(project: Project) -> dict[str, Assignment]:
    """What stands for each phase that was ever assigned."""
    found = {}
    for event in project.events.events(ASSIGNED):
        found[event.payload["phase"]] = _read(event)
    return found


def assign_phases(
    project: Project,
    people: Sequence[str],
    phase: str | None = None,
    overlap: int | None = None,
    actor: str = "verilode",
) -> dict[str, Assignment]:
    """Give a phase to these people alone, or to anybody where none is named.

    Args:
        project: Whose queue is assigned.
        people: Their names as they sign in.
        phase: pilot, audit, rest or recheck; default all of them.
        overlap: How many of them answer each record that several answer; default the recipe's.
        actor: Who assigns.

    Raises:
        VerilodeError: for an unknown phase, or more answers than people.
    """
    if phase is not None and phase not in ASSIGNABLE:
        raise VerilodeError(f"unknown phase {phase!r}; phases: {', '.join(ASSIGNABLE)}")
    names = _names(people)
    several = overlap_of(project.recipe.verify).people if overlap is None else overlap
    if several < 1 or (names and several > len(names) and phase != REST):
        raise VerilodeError(f"{several} answers to a record need as many people; named: {len(names)}")
    for each in ASSIGNABLE if phase is None else (phase,):
        _store(project, each, Assignment(names, overlap), actor)
    return assignments(project)


def name_adjudicators(project: Project, people: Sequence[str], actor: str = "verilode") -> dict[str, Assignment]:
    """Let these people settle disputes; where none is named, anybody who is no party to one."""
    _store(project, ADJUDICATION, Assignment(_names(people)), actor)
    return assignments(project)


def needed(record_id: str, overlap: Overlap, assignment: Assignment | None = None) -> int:
    """How many people answer a record: several for those that a coin chooses, else one.

    The coin is the record's own in every phase, also below the certificate's line: people's slips there are part of the
    total error, and a check of the audit alone would not speak for them.

    Args:
        record_id: The record.
        overlap: What the recipe says.
        assignment: The number of people it names goes before the recipe's.
    """
    several = (assignment and assignment.overlap) or overlap.people
    return several if coin("overlap", record_id) < overlap.share else 1


def in_line(record_id: str, people: Sequence[str]) -> tuple[str, ...]:
    """The people in the order in which the record is theirs."""
    return tuple(sorted(people, key=lambda person: coin("assign", record_id, person)))


def first_in_line(line: Sequence[str], passed: Collection[str], number: int) -> tuple[str, ...]:
    """Those who are to answer a record next: the first `number` who have neither answered nor skipped it."""
    return tuple(person for person in line if person not in passed)[:number]


def _names(people: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in people))
    if not all(names):
        raise VerilodeError("a person's name is empty")
    return names


def _read(event: Stored) -> Assignment:
    return Assignment(tuple(event.payload["people"]), event.payload.get("overlap"))


def _store(project: Project, phase: str, wanted: Assignment, actor: str) -> None:
    """One event, unless it would say what stands already."""
    said = list(project.events.events(ASSIGNED, item=f"queue-{phase}"))
    if said and _read(said[-1]) == wanted:
        return
    payload = {"phase": phase, "people": list(wanted.people), "overlap": wanted.overlap}
    after = said[-1].seq if said else 0
    key = f"assign-{digest([payload, after])}"
    project.events.append(Event(key, ASSIGNED, f"queue-{phase}", actor, payload))
