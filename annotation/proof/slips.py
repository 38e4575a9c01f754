"""What is known about people's own slips: labels given twice, and records of known truth among the others."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from annotation.certificate.misses import Seeds
from annotation.review.seeds import seed_answers
from pipelines.kinds import kind_of
from pipelines.store.labels import ADJUDICATION, ANSWERED, GOLDEN, Annotation, annotations, answers, golden
from pipelines.store.project import Project

NO_ANSWER = "no answer fits"
"""How a discarded record reads where answers are compared."""


@dataclass(frozen=True, slots=True)
class Checked:
    """People's labels that were checked: how many, how many of them were slips, whether on records of known truth."""

    labels: int
    slips: int
    golden: bool


def independent(project: Project) -> list[Annotation]:
    """Answers that people gave on their own, without having seen a suggestion or each other's answers."""
    last = (ADJUDICATION, GOLDEN)
    return [one for one in annotations(project) if one.status in ANSWERED and one.blind and one.phase not in last]


def said(answer: Annotation) -> str:
    """The answer as one comparable text."""
    return answer.value if answer.status == "submitted" and answer.value else NO_ANSWER


def seeds(project: Project) -> list[Seeds]:
    """What became of the errors planted for each person, by how the records were shown."""
    agree = kind_of(project.recipe.task.kind).agree
    found: dict[tuple[str, str], list[bool]] = {}
    for one in seed_answers(project):
        adopted = one.value is not None and agree(one.value, one.planted)
        found.setdefault((one.actor, "blind" if one.blind else "suggested"), []).append(adopted)
    return [Seeds(actor, len(adopted), sum(adopted), mode) for (actor, mode), adopted in sorted(found.items())]


def checked(project: Project, population: Collection[str]) -> Checked | None:
    """Labels given twice among these records, else answers on records of known truth; None where nobody was checked.

    Those given twice were chosen by a coin of each record, above and below the line alike.
    """
    agree = kind_of(project.recipe.task.kind).agree
    fixed, settled, names = golden(project), answers(project), set(population)
    given = [one for one in annotations(project) if one.status in ANSWERED and one.phase not in (ADJUDICATION, GOLDEN)]
    twice = [said for name, said in _by_record(given).items() if name in names - fixed.keys() and len(said) > 1]
    if twice:
        slips = sum(_slipped(one, settled.get(one[0].record_id), agree) for one in twice)
        return Checked(len(twice), slips, golden=False)
    known = [one for one in independent(project) if one.record_id in fixed]
    if not known:
        return None
    return Checked(len(known), sum(not _alike(one, fixed[one.record_id], agree) for one in known), golden=True)


def _slipped(given: Sequence[Annotation], final: Annotation | None, agree: Callable[[str, str], bool]) -> bool:
    """Whether the first person's answer is not what was settled; counted against them while nothing is settled."""
    against = final if final is not None else given[1]
    return not all(_alike(given[0], other, agree) for other in [against, *given[1:]])


def _alike(one: Annotation, other: Annotation, agree: Callable[[str, str], bool]) -> bool:
    first, second = said(one), said(other)
    return first == second or (NO_ANSWER not in (first, second) and agree(first, second))


def _by_record(given: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    found: dict[str, list[Annotation]] = {}
    for one in given:
        found.setdefault(one.record_id, []).append(one)
    return found
