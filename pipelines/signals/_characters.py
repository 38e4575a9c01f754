"""What the kernels know about a character, as bits: the words' table with what separates them made plain."""

from functools import cache

import numpy as np

from pipelines.core.words import TABLE_SIZE, character_table

LETTER = 1 << 23
SPACE = 1 << 24
BREAK = 1 << 25
TERMINAL = 1 << 26

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line, as `str.splitlines` has it."""

TERMINALS = ".!?" + "‼⁇⁈⁉" + "։؟۔।॥" + "။។៕" + "።፧፨" + "᙮᠃᠉꓿" + "。！？．｡﹒﹖﹗"
"""What ends a sentence in the scripts in everyday use (a part of Unicode's property Sentence_Terminal)."""


@cache
def marked_table() -> np.ndarray:
    """uint32 (TABLE_SIZE,): the entries of `pipelines.core.words.character_table` with these bits set in addition."""
    table = character_table().copy()
    chars = "".join(map(chr, range(TABLE_SIZE)))
    for bit, known in ((LETTER, str.isalpha), (SPACE, str.isspace), (BREAK, BREAKS.__contains__)):
        table[np.fromiter(map(known, chars), bool, TABLE_SIZE)] |= np.uint32(bit)
    table[[ord(mark) for mark in TERMINALS]] |= np.uint32(TERMINAL)
    table.flags.writeable = False
    return table
