"""Kinds of dirt that real exports have, each planted in a declared number of rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, islice
from random import Random

from pipelines.samples._icd_titles import CHAPTERS
from pipelines.samples._retyping import retype


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sample: `chapter` is what the export says, `truth` what is right ("" where nothing is)."""

    title: str
    category: str
    code: str
    chapter: str
    truth: str
    dirt: str = ""


_TYPESET = re.compile(r"'|(?<=[a-z])-(?=[a-z])|[^\x00-\x7f]")
_JUNK: tuple[Callable[[str], str], ...] = (
    lambda word: "",
    lambda word: "n/a",
    lambda word: "xxxx xxxx",
    lambda word: " ".join([word] * 12),
)


def mislabel(rows: list[Row], count: int, rng: Random) -> list[Row]:
    """Give `count` rows another chapter: a neighbouring one for every second of them, else any."""
    changed = list(rows)
    for turn, index in enumerate(rng.sample(range(len(rows)), count)):
        row = rows[index]
        changed[index] = _marked(row, "wrong_label", chapter=_other_chapter(row.truth, turn % 2 == 0, rng))
    return changed


def _other_chapter(truth: str, near: bool, rng: Random) -> str:
    place = CHAPTERS.index(truth)
    neighbours = [CHAPTERS[i] for i in (place - 1, place + 1) if 0 <= i < len(CHAPTERS)]
    return rng.choice(neighbours if near else [name for name in CHAPTERS if name != truth])


def damage(rows: list[Row], count: int, rng: Random) -> list[Row]:
    """Write `count` titles with typographic signs and read their UTF-8 bytes in a one-byte encoding.

    Only titles with an apostrophe, a hyphen or a letter outside ASCII can be damaged so; there may be fewer.
    """
    able = [index for index, row in enumerate(rows) if _TYPESET.search(row.title)]
    changed = list(rows)
    for turn, index in enumerate(rng.sample(able, min(count, len(able)))):
        misread = typeset(rows[index].title).encode("utf-8").decode(("cp1252", "latin-1")[turn % 2])
        changed[index] = _marked(rows[index], "damaged", title=misread)
    return changed


def typeset(title: str) -> str:
    """The title as a word processor would have set it: curly apostrophes, en dashes between words."""
    return _TYPESET.sub(lambda sign: {"'": "’", "-": "–"}.get(sign[0], sign[0]), title)


def copies(rows: list[Row], count: int, rng: Random) -> list[Row]:
    """Exact copies of `count` different rows, labels and all."""
    return [_marked(row, "duplicate") for row in rng.sample(rows, count)]


def retyped(rows: list[Row], count: int, rng: Random) -> list[Row]:
    """Copies of up to `count` undamaged rows whose titles somebody typed again, slightly otherwise."""
    able = [row for row in rows if "damaged" not in row.dirt]
    again = ((row, retype(row.title, rng)) for row in rng.sample(able, len(able)))
    return [_marked(row, "retyped", title=title) for row, title in islice((p for p in again if p[1]), count)]


def junk(rows: list[Row], count: int, rng: Random) -> list[Row]:
    """Rows that say nothing: empty, placeholders, one word over and over; their labels are what was at hand."""
    makers = islice(cycle(_JUNK), count)
    given = [(make, rng.choice(rows)) for make in makers]
    return [
        Row(make(row.title.split()[-1]), row.category, row.code, row.chapter, truth="", dirt="junk")
        for make, row in given
    ]


def _marked(row: Row, kind: str, **changes: str) -> Row:
    return replace(row, dirt="+".join(filter(None, [row.dirt, kind])), **changes)
