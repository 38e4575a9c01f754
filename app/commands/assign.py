"""Say who reviews what: people for a phase, how many answers a record gets, and who settles disputes."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotation.review.assignment import Assignment, assign_phases, assignments, name_adjudicators
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Assignments:
    """What stands for each phase that was ever assigned; no people mean anybody."""

    phases: dict[str, Assignment]


def assign(
    project: Project,
    *,
    to: list[str] | None = None,
    phase: str | None = None,
    overlap: int | None = None,
    adjudicator: list[str] | None = None,
    anybody: bool = False,
) -> Assignments:
    """Divide the queue among people; without options, show how it is divided.

    Each record of a phase goes to one of its people, or to several where answers overlap. A person who comes or goes
    moves only his own share.

    Args:
        to: A person, repeatable; nobody else sees records of the phase.
        phase: pilot, audit, rest or recheck; default all of them.
        overlap: How many people answer each record that several answer; default the recipe's verify.overlap.
        adjudicator: A person who settles disputes, repeatable; default anybody who is no party to one.
        anybody: Give the phase, and disputes where no phase is named, back to everybody.
    """
    if anybody and (to or adjudicator):
        raise VerilodeError("choose --anybody or people, not both")
    if overlap is not None and not (to or anybody):
        raise VerilodeError("--overlap needs the people: --to NAME --to NAME, or --anybody")
    if phase is not None and not (to or anybody):
        raise VerilodeError("--phase needs the people: --to NAME, or --anybody")
    if to or anybody:
        assign_phases(project, to or (), phase, overlap)
    if adjudicator or (anybody and phase is None):
        name_adjudicators(project, adjudicator or ())
    return Assignments(assignments(project))


def show(result: Assignments) -> Iterator[str]:
    """One line per phase."""
    if not any(one.people or one.overlap for one in result.phases.values()):
        yield "nobody is assigned: anybody may review anything"
    for phase, one in result.phases.items():
        if one.people or one.overlap:
            several = f", {one.overlap} answers where several are asked for" if one.overlap else ""
            yield f"{phase}: {', '.join(one.people) or 'anybody'}{several}"
