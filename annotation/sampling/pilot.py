"""The pilot's draw: strata of what is known about the records, and each stratum's share."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.sampling.allocation import allocate, draw
from annotation.sampling.strata import strata
from pipelines.core.records import Record
from pipelines.kinds import Invalid, Kind, Task
from pipelines.store.labels import Suggested

_SMALLEST, _EACH = 30, 10
"""Records of a stratum at least, and reviews of each that give it a figure of its own."""

_SPREAD = 4
"""The least number of reviews of each stratum takes no more than one review in so many: shares follow size."""


def stratified(
    records: Sequence[Record], size: int, seed: int, kind: Kind, proposed: Mapping[str, Suggested]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Draw `size` records; returns the stratum of each one drawn, and how the strata came about.

    Args:
        records: Those that may be drawn.
        size: How many to draw; all where there are fewer.
        seed: Decides the draw.
        kind: The task's, which tells the labels in a value.
        proposed: Suggestions for them, if there are any: their label goes before the source's.
    """
    by, columns = _columns(records, kind, proposed)
    found = strata(**columns, by=by, smallest=max(_SMALLEST, math.ceil(len(records) / size)))
    least = min(_EACH, max(1, size // (_SPREAD * len(found.sizes))))
    reviews = allocate(found.sizes, size, least)
    each = found.each.tolist()
    names = [record.record_id for record in records]
    stratum = dict(zip(names, each, strict=True))
    drawn = draw(names, each, reviews, purpose="pilot", seed=seed)
    return {name: stratum[name] for name in drawn}, found.to_json()


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
