"""What a word is: the definition in plain Python, and the same as a table for the fast path.

* A word is a run of letters and digits (`str.isalnum`) of any script; everything else, `_` included, separates.
* A combining mark belongs to the word it follows; after a separator it is none.
* Case does not count: each character is put into lower case by itself (the first character of `str.lower`, so
  that the result never depends on the neighbours). Accents count; composed and decomposed letters differ.
* In scripts written without spaces (Han, kana, Thai, Lao, Burmese, Khmer) each letter, with its marks, is a word.
* Counted in characters, a text is its runs of such characters in lower case, joined by one space each.

The tables of letters are those of the running Python's Unicode version.
"""

import re
import unicodedata
from functools import cache

import numpy as np

_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_UNSPACED = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _UNSPACED_RANGES) + "]")

CODE = (1 << 21) - 1
MARK = 1 << 21
ALONE = 1 << 22
TABLE_SIZE = 0x40000
"""No letter, digit or script lies above; the few marks there (variation selectors) separate."""


def normalised(text: str) -> str:
    """The runs of word characters of `text` in lower case, joined by single spaces (the reference)."""
    out: list[str] = []
    for char in text:
        inside = bool(out) and out[-1] != " "
        if char.isalnum() or (inside and _is_mark(char)):
            out.append(char.lower()[0])
        elif inside:
            out.append(" ")
    return "".join(out).rstrip()


def words(text: str) -> list[str]:
    """The words of `text` in lower case, in order (the reference)."""
    found: list[str] = []
    for run in normalised(text).split():
        cut = True
        for char in run:
            if _is_mark(char):
                found[-1] += char
                continue
            alone = bool(_UNSPACED.match(char))
            if cut or alone:
                found.append(char)
            else:
                found[-1] += char
            cut = alone
    return found


def _is_mark(char: str) -> bool:
    return ord(char) < TABLE_SIZE and unicodedata.category(char)[0] == "M"


@cache
def character_table() -> np.ndarray:
    """uint32 (TABLE_SIZE,): 0 for a separator, else the lower-case code point with the flags MARK and ALONE."""
    codes = np.arange(TABLE_SIZE, dtype=np.uint32)
    chars = "".join(map(chr, codes.tolist()))
    table = np.zeros(TABLE_SIZE, np.uint32)
    for run in re.finditer(r"[^\W_]+", chars):
        table[run.start() : run.end()] = codes[run.start() : run.end()]
    marks = [code for code in np.flatnonzero(table == 0).tolist() if _is_mark(chars[code])]
    table[marks] = codes[marks] | MARK
    cased = [code for code, char in enumerate(chars) if table[code] == code and char.lower() != char]
    table[cased] = [ord(chars[code].lower()[0]) for code in cased]
    for low, high in _UNSPACED_RANGES:
        part = table[low : high + 1]
        part[(part != 0) & (part & MARK == 0)] |= ALONE
    return table
