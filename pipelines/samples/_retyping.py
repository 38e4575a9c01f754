"""Titles as a second person would type them: the same words, other case, signs or spelling."""

import re
from collections.abc import Callable
from random import Random

from pipelines.samples._likeness import likeness

STILL_A_COPY = 0.8
"""Least similarity of a retyped title to its original, by character 5-grams, however they are counted."""

_SPELLINGS = {
    "hemorrhag": "haemorrhag",
    "anemia": "anaemia",
    "edema": "oedema",
    "tumor": "tumour",
    "esophag": "oesophag",
    "leukemia": "leukaemia",
    "diarrhea": "diarrhoea",
    "behavior": "behaviour",
    "hematoma": "haematoma",
    "fetal": "foetal",
    "color": "colour",
    "unspecified": "not specified",
    "due to": "owing to",
    " and ": " & ",
    " or ": "/",
}


def retype(title: str, rng: Random) -> str | None:
    """The title with one or two small changes, still at least `STILL_A_COPY`; None if no change fits."""
    typed = title
    for change in rng.sample(_CHANGES, len(_CHANGES)):
        attempt = change(typed, rng)
        if attempt != typed and likeness(title, attempt) >= STILL_A_COPY:
            if typed != title:
                return attempt
            typed = attempt
    return typed if typed != title else None


def _small_first_letter(title: str, rng: Random) -> str:
    return title[:1].lower() + title[1:]


def _full_stop(title: str, rng: Random) -> str:
    return title + rng.choice([".", ";", " -"])


def _fewer_commas(title: str, rng: Random) -> str:
    return title.replace(",", "", 1)


def _hyphen_apart(title: str, rng: Random) -> str:
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " ", title, count=1)


def _other_spelling(title: str, rng: Random) -> str:
    for usual in rng.sample(list(_SPELLINGS), len(_SPELLINGS)):
        if usual in title:
            return title.replace(usual, _SPELLINGS[usual], 1)
    return title


def _letters_crossed(title: str, rng: Random) -> str:
    """Two neighbouring letters of a longer word change places."""
    spots = [found.start() for found in re.finditer(r"(?<=[a-z]{3})[a-z]{2}(?=[a-z]{2})", title)]
    if not spots:
        return title
    at = rng.choice(spots)
    return title[:at] + title[at + 1] + title[at] + title[at + 2 :]


def _word_before(title: str, rng: Random) -> str:
    return rng.choice(["Dx ", "Dx: ", "Known "]) + title


def _word_after(title: str, rng: Random) -> str:
    return title + rng.choice([" noted", ", confirmed", " (dx)"])


def _qualifier_first(title: str, rng: Random) -> str:
    """What stands behind the last comma comes to the front: "Burn, unspecified" as "unspecified Burn"."""
    head, comma, qualifier = title.rpartition(", ")
    return f"{qualifier} {head}" if comma else title


_CHANGES: tuple[Callable[[str, Random], str], ...] = (
    _small_first_letter,
    _full_stop,
    _fewer_commas,
    _hyphen_apart,
    _other_spelling,
    _letters_crossed,
    _word_before,
    _word_after,
    _qualifier_first,
)
