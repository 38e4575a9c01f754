"""Signal: what a text looks like in numbers, all from one pass over its bytes; the web's quality rules judge them.

A word is a run of letters and digits of any script (`pipelines.core.words`), in scripts without spaces one letter; a
sign is any other character that can be seen; a token is a word or a sign.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import bodies
from pipelines.core.words import words
from pipelines.signals import Column, Signal

_STOP_WORDS = "the be to of and that have with".split()

_FEWEST_LINES = 5

_NUMBERS = {
    "words": "words",
    "characters": "characters, white space around the text not counted",
    "stop_words": "how many different stop words occur",
    "lines": "lines, blank ones too",
    "filled_lines": "lines that are not blank",
    "sentences": "sentences: stretches of a line with a word in them, up to a full stop or the like, or the line's end",
    "curly_brackets": "opening curly brackets",
    "lorem_ipsum_lines": "lines that hold the words lorem ipsum",
    "javascript_lines": "lines that hold the word JavaScript",
    "policy_lines": "lines that speak of terms of use, a privacy or cookie policy, or of using cookies",
    "c4_lines": "lines C4 would keep: long enough, ending like a sentence, without JavaScript and policies",
    "c4_sentences": "sentences in the lines C4 would keep",
}
_SHARES = {
    "mean_word_length": "characters of a word on average",
    "hash_ratio": "hash signs for each token",
    "ellipsis_ratio": "ellipses, as three dots or one character, for each token",
    "bullet_line_share": "share of lines that begin with a bullet (- or •)",
    "ellipsis_line_share": "share of lines that end with an ellipsis",
    "letter_word_share": "share of tokens that hold a letter",
    "letter_share": "share of letters, digits and marks in what is not white space",
    "ended_line_share": "share of filled lines whose last character ends a sentence",
    "short_line_share": "share of filled lines of few characters",
    "repeated_line_share": "share of filled lines that repeat an earlier one; NaN for fewer than five",
    "repeated_character_share": "share of characters that stand in filled lines that repeat an earlier one",
    "newline_ratio": "line ends for each token",
}
_COLUMNS = tuple(
    Column(name, kind, says)
    for kind, columns in ((pa.int32(), _NUMBERS), (pa.float32(), _SHARES))
    for name, says in columns.items()
)


def text(*, stop_words: list[str] | None = None, short_line: int = 30, line_words: int = 5) -> Signal:
    """Counts and shares of words, signs, lines and sentences in each record's body.

    They are what Gopher (Rae et al. 2021), C4 (Raffel et al. 2020) and FineWeb (Penedo et al. 2024) measure on web
    pages; a share of nothing is NaN.

    Args:
        stop_words: Words of which sound prose has some, compared as written; nothing for Gopher's eight English ones.
        short_line: Most characters of a line that counts as short.
        line_words: Fewest words of a line that C4 would keep.
    """
    if min(short_line, line_words) < 0:
        raise VerilodeError(f"text: short_line {short_line} and line_words {line_words} must not be negative")
    wanted = _STOP_WORDS if stop_words is None else stop_words
    for word in wanted:
        if len(words(word)) != 1 or len(words(word)[0]) != len(word):
            raise VerilodeError(f"text: the stop word {word!r} is not one word, which is letters and digits alone")

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pipelines.signals import _textscan as scan
        from pipelines.signals._blocks import in_blocks
        from pipelines.signals._wordlists import word_lists

        lists, limits = word_lists(wanted), (short_line, line_words)
        for batch in batches:
            counts = in_blocks(bodies(batch), lambda *rows: scan.count_texts(*rows, lists, limits), scan.WIDTH)
            yield _columns(counts, scan)

    return Signal(_COLUMNS, compute)


def _columns(counts: np.ndarray, scan: Any) -> pa.RecordBatch:
    """The kernel's counts as the family's columns."""
    from pipelines.signals._blocks import share

    n = dict(enumerate(counts))
    found, filled, lines = n[scan.WORDS], n[scan.FILLED], n[scan.LINES]
    tokens = found + n[scan.SIGNS]
    numbers = (found, n[scan.CHARS], n[scan.STOPS], lines, filled, n[scan.SENTENCES], n[scan.BRACES])
    mentions = (n[scan.LOREMS], n[scan.JAVASCRIPTS], n[scan.POLICIES], n[scan.C4_LINES], n[scan.C4_SENTENCES])
    shares = (
        share(n[scan.WORD_CHARS], found),
        share(n[scan.HASHES], tokens),
        share(n[scan.ELLIPSES], tokens),
        share(n[scan.BULLETS], lines),
        share(n[scan.ELLIPSIS_LINES], lines),
        share(n[scan.LETTER_WORDS], tokens),
        share(n[scan.WORD_CHARS] + n[scan.STRAY], n[scan.WORD_CHARS] + n[scan.SIGNS]),
        share(n[scan.ENDED], filled),
        share(n[scan.SHORT], filled),
        share(n[scan.REPEATED], filled * (filled >= _FEWEST_LINES)),
        share(n[scan.REPEATED_CHARS], n[scan.LINE_CHARS]),
        share(n[scan.BREAKS], tokens),
    )
    arrays = [pa.array(column) for column in (*numbers, *mentions)] + [pa.array(s) for s in shares]
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema([(c.name, c.type) for c in _COLUMNS]))
