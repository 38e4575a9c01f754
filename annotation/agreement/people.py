"""What each person's answers look like, in figures that are fair to them.

Nobody is ranked: people get different records, and a person who differs may be the one who is right. Figures come with
their intervals, and too few records to say anything are called that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any, NamedTuple

from pipelines.core.intervals import upper_bound, wilson

ENOUGH = 10
"""Answers from which on a pace or an agreement is put into words."""

QUICK, SLOW = 0.75, 1.33
"""Times the usual pace below and above which a person is said to answer quickly or to take their time."""

MARGIN = 0.05
"""A person is offered a talk where even the high end of their agreement lies so far below the usual one."""


class Answer(NamedTuple):
    """One answer: `seconds` of active work where they were measured, `blind` if no suggestion was shown."""

    person: str
    item: str
    value: str
    seconds: float | None = None
    blind: bool = False
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's figures.

    `timed`: answers whose seconds are known. `compared`, `agreed`: records with a reference and those answered like
    it; `compared_others` of them against the other people, for want of a settled answer. `planted`, `noticed`: wrong
    suggestions planted among the person's records and those not adopted; with confidence `level` the person overlooks
    no greater share than `missed_at_most`.
    """

    name: str
    answers: int
    blind: int
    phases: dict[str, int]
    timed: int
    median_seconds: float | None
    compared: int
    compared_others: int
    agreed: int
    agreement: float | None
    low: float | None
    high: float | None
    planted: int
    noticed: int
    missed_at_most: float | None
    level: float
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Group:
    """What a person's figures are put beside: the usual seconds, and the usual agreement."""

    seconds: float | None
    agreement: float | None


def people(
    answers: Iterable[Answer],
    reference: Mapping[str, str] | None = None,
    planted: Mapping[str, str] | None = None,
    *,
    level: float = 0.95,
) -> tuple[Person, ...]:
    """Each person's figures, by name.

    Args:
        answers: All answers; where a person answered an item again, the last one counts.
        reference: The settled answer of an item, from adjudication or a golden set. For other items it is what most
            of the others said, if one value leads.
        planted: The wrong value that was suggested for an item on purpose. Such items test attention and do not count
            towards agreement.
        level: Confidence of the intervals.
    """
    settled, seeds = reference or {}, planted or {}
    last = {(one.person, one.item): one for one in answers}
    by_item: dict[str, Counter[str]] = defaultdict(Counter)
    by_person: dict[str, list[Answer]] = defaultdict(list)
    for one in last.values():
        by_item[one.item][one.value] += 1
        by_person[one.person].append(one)
    found = {}
    for name, own in sorted(by_person.items()):
        ordinary = [one for one in own if one.item not in seeds]
        compared = [(one, _expected(one, settled, by_item[one.item])) for one in ordinary]
        found[name] = (own, [(one, value) for one, value in compared if value is not None])
    group = _group(found)
    return tuple(_person(name, own, pairs, settled, seeds, level, group) for name, (own, pairs) in found.items())


def _expected(one: Answer, settled: Mapping[str, str], said: Counter[str]) -> str | None:
    """The settled answer, or else the one value that leads among the others."""
    if one.item in settled:
        return settled[one.item]
    leading = (said - Counter([one.value])).most_common(2)
    if not leading or (len(leading) > 1 and leading[0][1] == leading[1][1]):
        return None
    return leading[0][0]


def _group(found: Mapping[str, tuple[list[Answer], list[tuple[Answer, str]]]]) -> _Group:
    paces = [_seconds(own) for own, _ in found.values()]
    enough = [median(seconds) for seconds in paces if len(seconds) >= ENOUGH]
    shares = [_agreed(pairs) / len(pairs) for _, pairs in found.values() if len(pairs) >= ENOUGH]
    return _Group(
        median(enough) if len(enough) > 1 else None,
        median(shares) if len(shares) > 1 else None,
    )


def _person(
    name: str,
    own: Sequence[Answer],
    pairs: Sequence[tuple[Answer, str]],
    settled: Mapping[str, str],
    seeds: Mapping[str, str],
    level: float,
    group: _Group,
) -> Person:
    seconds, agreed = _seconds(own), _agreed(pairs)
    tested = [one for one in own if one.item in seeds]
    noticed = sum(one.value != seeds[one.item] for one in tested)
    low, high = wilson(agreed, len(pairs), level) if pairs else (None, None)
    others = sum(one.item not in settled for one, _ in pairs)
    person = Person(
        name=name,
        answers=len(own),
        blind=sum(one.blind for one in own),
        phases=dict(sorted(Counter(one.phase for one in own).items())),
        timed=len(seconds),
        median_seconds=median(seconds) if seconds else None,
        compared=len(pairs),
        compared_others=others,
        agreed=agreed,
        agreement=agreed / len(pairs) if pairs else None,
        low=low,
        high=high,
        planted=len(tested),
        noticed=noticed,
        missed_at_most=upper_bound(len(tested) - noticed, len(tested), level) if tested else None,
        level=level,
        sentence="",
    )
    return _with_sentence(person, group)


def _seconds(own: Iterable[Answer]) -> list[float]:
    return [one.seconds for one in own if one.seconds is not None]


def _agreed(pairs: Iterable[tuple[Answer, str]]) -> int:
    return sum(one.value == value for one, value in pairs)


def _with_sentence(person: Person, group: _Group) -> Person:
    said = f"{_pace(person, group)} and {_agreement(person)}"
    if person.planted:
        said += f"; noticed {person.noticed} of {person.planted} planted errors"
    if group.agreement is not None and person.compared >= ENOUGH and (person.high or 0) < group.agreement - MARGIN:
        said += "; a talk about the guideline may help both sides"
    return replace(person, sentence=said)


def _pace(person: Person, group: _Group) -> str:
    if group.seconds is None or person.timed < ENOUGH or not person.median_seconds or not group.seconds:
        return f"has answered {_records(person.answers)}"
    times = person.median_seconds / group.seconds
    if times < QUICK:
        return "answers quickly"
    return "takes time over each record" if times > SLOW else "answers at the usual pace"


def _agreement(person: Person) -> str:
    if person.compared < ENOUGH:
        return f"shares {_records(person.compared)} with others, too few to compare"
    if person.compared_others == person.compared:
        return f"agrees with the others in {person.agreement:.0%} of {person.compared} shared records"
    whom = "the settled answers and the others" if person.compared_others else "the settled answer"
    return f"agrees with {whom} in {person.agreement:.0%} of {person.compared} records"


def _records(count: int) -> str:
    return f"{count} record" if count == 1 else f"{count} records"
