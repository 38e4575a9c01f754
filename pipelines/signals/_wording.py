"""Counting and cutting words of whole columns, in any script, without a dictionary."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_HAN_KANA = r"\p{Han}\p{Hiragana}\p{Katakana}"
_NO_SPACES = r"\p{Thai}\p{Lao}\p{Myanmar}\p{Khmer}"
_APART = rf"([{_HAN_KANA}]|[{_NO_SPACES}]{{1,4}})"
_WORD = rf"{_APART}|[^\s{_HAN_KANA}{_NO_SPACES}]*[\p{{L}}\p{{N}}][^\s{_HAN_KANA}{_NO_SPACES}]*"
_NOTHING = r"^[\s\p{Z}\p{Cc}\p{Cf}.…_]*$"


def word_counts(texts: pa.Array) -> np.ndarray:
    """float32 (n,): words that hold a letter or a digit, NaN where the text is null.

    Han and kana count one word a character, scripts without spaces one word in four.
    """
    return floats(pc.count_substring_regex(texts, _WORD))


def spaced(texts: pa.Array) -> pa.Array:
    """The texts in lower case with one space between words, also where their script has none."""
    apart = pc.replace_substring_regex(pc.utf8_lower(texts), _APART, r" \1 ")
    return pc.utf8_trim(pc.replace_substring_regex(apart, r"\s\s+|[\n\r\t]", " "), " ")


def floats(numbers: pa.Array) -> np.ndarray:
    """float32 (n,): the numbers, NaN where null."""
    return np.asarray(pc.fill_null(numbers.cast(pa.float32()), float("nan")))


def first_match(texts: pa.Array, pattern: str) -> pa.Array:
    """What the group `found` of an RE2 pattern holds in each text; null where nothing matches."""
    return pc.struct_field(pc.extract_regex(texts, pattern), "found").cast(pa.string())


def says_nothing(texts: pa.Array) -> pa.Array:
    """bool (n,): texts without a character that shows, dots and underscores aside; false where null."""
    return pc.fill_null(pc.match_substring_regex(texts, _NOTHING), False)
