"""Signs that a response was cut off: an open fence or bracket, a dangling word, a comma, three dots.

Everything but an open fence is looked for in the last line, and only where it is prose of some length: labels, lists,
code, formulas and signatures end as they like. A last sentence without a full stop counts after three that have one,
three dots only in a long text: people leave the one out and put the other where nothing is missing.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.signals._wording import first_match, word_counts

_READ = 600
_FEWEST_ON_LINE = 6
_FEWEST_BEFORE_DOTS = 40
_FEWEST_SENTENCES = 3
_FENCE = r"(?m)^[ \t]*(?:```|~~~)"
_CODE = r"[{}<>\\|=\[\]_`$#]|;$|^\s*(?://|--|>>>)|\w\(\w*\)"
_ITEM = r"^\s*(?:[-*•+]|\(?\d{1,3}[.)]|[A-Za-z][.)])\s"
_AFTER_STOP = r"[.!?][\"')]?\s*\n\s*[^\n]*$"
"""A list whose items are sentences: then the last one must be a sentence, too."""

_DANGLING = (
    r"\s(?:and|or|but|[Tt]he|because|although|whereas|unless|than|which|whose|their|our|including|such as|due to"
    r"|according to|(?:is|was|are|as|of|in|with|for|to|by|has|have|had|such|on|at|from) an?"
    r"|und|oder|aber|weil|sowie|mais|parce que|porque|pero|perché)$"
)
_OPEN = r"[,;:–—]$|[^)\]]\s?\([^()]{2,}[^().!?]$"
_OPERATOR = r"\s[=×÷]$"
_DOTS = r"(?:\.\.\.|…)$"
_LETTER = r"(?:^|[.!?][\"')]?\s)\s*(?:[^\s.!?]+\s+){3,}[^\s.!?]*\p{Ll}$"
_SENTENCE = r"\p{Ll}{2}[.!?][\"')]?\s+[\"'(]?\p{Lu}"


def endings(instructions: pa.Array, responses: pa.Array, words: np.ndarray, *, fewest_words: int) -> pa.Array:
    """string (n,): the last words of each response that breaks off; null where it ends, or is too short to tell.

    `words` counts those of each response. A response that stands in its instruction word for word is an extract, and
    ends where its source made it end.
    """
    tail = pc.utf8_rtrim_whitespace(pc.utf8_slice_codeunits(responses, -_READ, None))
    line = first_match(tail, r"(?P<found>[^\n]*)$").cast(pa.large_string())
    prose, free = ~_holds(line, _CODE), ~_holds(line, _ITEM) | _holds(tail, _AFTER_STOP)
    sentences = np.asarray(pc.fill_null(pc.count_substring_regex(responses, _SENTENCE), 0))
    stops = _holds(line, _OPEN) & free
    stops |= _holds(line, _DOTS) & (words >= _FEWEST_BEFORE_DOTS)
    stops |= _holds(line, _LETTER) & free & (sentences >= _FEWEST_SENTENCES)
    stops &= word_counts(line) >= _FEWEST_ON_LINE
    stops = prose & stops | _holds(line, _DANGLING) | _holds(line, _OPERATOR)
    cut = stops & (words >= fewest_words)
    cut |= np.asarray(pc.fill_null(pc.count_substring_regex(responses, _FENCE), 0)) % 2 == 1
    cut = pa.array(cut & ~_extracts(instructions, responses, cut))
    return pc.if_else(cut, first_match(tail, r"(?s)(?P<found>.{1,40})$"), pa.scalar(None, pa.string()))


def _extracts(instructions: pa.Array, responses: pa.Array, wanted: np.ndarray) -> np.ndarray:
    """bool (n,): which of the wanted responses are a part of their instruction."""
    rows = np.flatnonzero(wanted)
    sides = (side.take(pa.array(rows)).to_pylist() for side in (instructions, responses))
    found = np.zeros(wanted.size, bool)
    found[rows] = [asked is not None and answer.strip() in asked for asked, answer in zip(*sides, strict=True)]
    return found


def _holds(texts: pa.Array, pattern: str) -> np.ndarray:
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, pattern), False))
