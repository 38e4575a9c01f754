"""The pilot's draw: strata of what is known about the records, and each stratum's share."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.sampling.allocation import allocate, deviations, draw
from annotation.sampling.strata import strata
from pipelines.core.records import Record
from pipelines.kinds import Invalid, Kind, Task
from pipelines.store.labels import Suggested

_SMALLEST, _EACH = 30, 10
"""Records of a stratum at least, and reviews of each that give it a figure of its own."""

_SPREAD = 4
"""The least number of reviews of each stratum takes no more than one review in so many: shares follow size."""


def stratified(
    records: Sequence[Record],
    size: int,
    seed: int,
    kind: Kind,
    proposed: Mapping[str, Suggested],
    before: Sequence[tuple[Record, bool]] = (),
) -> tuple[dict[str, str], dict[str, Any]]:
    """Draw `size` records; returns the stratum of each one drawn, and how the strata came about.

    Shares follow size. Once an earlier pilot tells where wrong labels are, they follow size times deviation (Neyman).

    Args:
        records: Those that may be drawn.
        size: How many to draw; all where there are fewer.
        seed: Decides the draw.
        kind: The task's, which tells the labels in a value.
        proposed: Suggestions for them, if there are any: their label goes before the source's.
        before: Records answered already, and whether what was proposed for them was wrong.
    """
    everyone = [*records, *(record for record, _ in before)]
    by, columns = _columns(everyone, kind, proposed)
    found = strata(**columns, by=by, smallest=max(_SMALLEST, math.ceil(len(everyone) / size)))
    each = found.each.tolist()
    open_, answered = each[: len(records)], each[len(records) :]
    sizes = {name: count for name, count in Counter(dict.fromkeys(found.sizes, 0) | Counter(open_)).items() if count}
    least = min(_EACH, max(1, size // (_SPREAD * len(sizes))))
    reviews = allocate(sizes, size, least, _deviations(answered, [wrong for _, wrong in before], sizes))
    names = [record.record_id for record in records]
    stratum = dict(zip(names, open_, strict=True))
    drawn = draw(names, open_, reviews, purpose="pilot", seed=seed)
    return {name: stratum[name] for name in drawn}, {**found.to_json(), "sizes": sizes}


def _deviations(answered: Sequence[str], wrong: Sequence[bool], sizes: Mapping[str, int]) -> dict[str, float] | None:
    """The deviation of each stratum; None while too few records were answered to tell them apart."""
    if len(answered) < _SMALLEST:
        return None
    reviewed = Counter(dict.fromkeys(sizes, 0) | Counter(name for name in answered if name in sizes))
    found = Counter(name for name, one in zip(answered, wrong, strict=True) if one)
    return deviations(reviewed, found)


def _columns(
    records: Sequence[Record], kind: Kind, proposed: Mapping[str, Suggested]
) -> tuple[list[str], dict[str, Any]]:
    """What the records are told apart by: only what is known of at least one of them."""
    said = [proposed.get(record.record_id) for record in records]
    columns = {
        "labels": [_label(record, kind, one) for record, one in zip(records, said, strict=True)],
        "confidence": [one.confidence if one else None for one in said],
        "sources": [record.source for record in records],
        "lengths": [len(record.body) for record in records],
    }
    names = dict(zip(columns, ("label", "confidence", "source", "length"), strict=True))
    return [names[key] for key, column in columns.items() if any(value is not None for value in column)], columns


def _label(record: Record, kind: Kind, suggestion: Suggested | None) -> str | None:
    question = kind.question(record)
    value = suggestion.value if suggestion and suggestion.value else question.given
    try:
        return " + ".join(kind.classes(kind.check(value, question, Task()))) or None if value else None
    except Invalid:
        return None
