"""Diagnosis titles from ICD-10-CM: 22 chapters, a few unlike titles from each three-character category."""

import gc
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, zip_longest
from random import Random
from types import ModuleType
from typing import NamedTuple

from pipelines.samples._likeness import grams, jaccard

CHAPTERS = (
    "infectious",
    "neoplasms",
    "blood",
    "endocrine",
    "mental",
    "nervous",
    "eye",
    "ear",
    "circulatory",
    "respiratory",
    "digestive",
    "skin",
    "musculoskeletal",
    "genitourinary",
    "pregnancy",
    "perinatal",
    "congenital",
    "symptoms",
    "injury",
    "external",
    "health-status",
    "special",
)
"""Short names of chapters 1 to 22, in the classification's order, in which neighbours are easily confused."""

LIKE = 0.6
"""Titles of one category at least this alike are one title with another side, stage or encounter."""

_WORDS = range(3, 21)
_LETTERS = range(16, 141)
_CITES_CODE = re.compile(r"\b[A-Z]\d[\dA-Z]\b")


class Title(NamedTuple):
    """One diagnosis as the classification words it, the code it stands at, and its chapter's short name."""

    title: str
    category: str
    code: str
    chapter: str


def titles(per_category: int, categories: int | None, seed: int) -> list[Title]:
    """Up to `per_category` unlike titles of each category; `categories` are taken from all chapters in turn."""
    seen: set[str] = set()
    found: list[Title] = []
    for category, chapter in _categories(categories, seed):
        chosen: list[set[str]] = []
        for title, code in _candidates(category, Random(f"{seed}/{category}")):
            shape = grams(title.lower())
            if title.lower() in seen or any(jaccard(shape, other) >= LIKE for other in chosen):
                continue
            seen.add(title.lower())
            chosen.append(shape)
            found.append(Title(title, category, code, chapter))
            if len(chosen) == per_category:
                break
    return found


@cache
def _classification() -> ModuleType:
    """The package with all codes, which it reads while it is imported."""
    collecting = gc.isenabled()
    gc.disable()  # it makes a million objects that all stay: looking for garbage among them takes half its time
    try:
        import simple_icd_10_cm
    finally:
        if collecting:
            gc.enable()
    return simple_icd_10_cm


def _categories(limit: int | None, seed: int) -> list[tuple[str, str]]:
    """Three-character categories with their chapters: the first of every chapter, the second of every chapter …"""
    icd = _classification()
    chapters = [code for code in icd.get_all_codes() if icd.is_chapter(code)]
    columns = []
    for code in chapters:
        members = sorted({code for code in icd.get_descendants(code) if icd.is_category(code)})
        Random(f"{seed}/{code}").shuffle(members)
        columns.append([(member, CHAPTERS[int(code) - 1]) for member in members])
    return [pair for pair in chain.from_iterable(zip_longest(*columns)) if pair][:limit]


def _candidates(category: str, rng: Random) -> Iterator[tuple[str, str]]:
    """Usable titles below a category with their codes: a paraphrase, an official title, a paraphrase …

    Codes that exist only for the encounter (the seventh character) are left out: they repeat one title.
    """
    icd = _classification()
    codes = [category, *icd.get_descendants(category)]
    codes = [code for code in codes if not icd.is_extended_subcategory(code)]
    paraphrases = [(term, code) for code in codes for term in icd.get_inclusion_term(code)]
    official = [(icd.get_description(code), code) for code in codes]
    rng.shuffle(paraphrases)
    rng.shuffle(official)
    for pair in chain.from_iterable(zip_longest(paraphrases, official)):
        if pair and _usable(pair[0]):
            yield pair


def _usable(title: str) -> bool:
    """Long enough to stand alone, short enough to read at a glance, and not giving its own code away."""
    return len(title.split()) in _WORDS and len(title) in _LETTERS and not _CITES_CODE.search(title)
