"""The fast path finds the words that the reference finds, in any script."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.core.textcolumn import text_column
from pipelines.core.words import character_table, normalised, words
from pipelines.neardup.units import hash_units

TRICKY = "aZ9 _-éÉßΣİ\u212a\u0301\u0300\ufe0f\u200d你好かカ\u3099กี็हि\u0903👍🏽٣²\U000e0101\U00020000"
WILD = st.text(st.sampled_from(TRICKY), max_size=30) | st.text(max_size=60)


def hashes(*texts: str, by_char: bool = False) -> list[list[int]]:
    """The hashes of each text's units."""
    column = text_column(texts)
    rows = np.arange(len(texts))
    units, starts = hash_units(column.data, column.offsets, rows, character_table(), by_char)
    return [units[a:b].tolist() for a, b in zip(starts[:-1], starts[1:], strict=True)]


@settings(deadline=None)
@example("\u0301 -\u0301a")
@example("你\u0301a")
@given(WILD)
def test_a_text_hashes_like_its_words_one_by_one(text):
    assert hashes(text) == [[unit for one in hashes(*words(text)) for unit in one]]


@example("\u0301 -\u0301a")
@example("你\u0301a")
@given(WILD)
def test_every_word_is_one_unit(text):
    assert [len(one) for one in hashes(*words(text))] == [1] * len(words(text))


@example("\u0301 -\u0301a")
@example("你\u0301a")
@given(WILD)
def test_in_characters_a_text_hashes_like_its_normalised_form(text):
    plain = normalised(text)
    (found,) = hashes(text, by_char=True)
    assert len(found) == len(plain)
    assert len(set(zip(found, plain, strict=True))) == len(set(found)) == len(set(plain))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 4095, 4096, 4097, 9000]), max_size=12))
def test_words_of_any_length_are_found_wherever_they_lie(sizes):
    some = [(letter * size)[:size] for letter, size in zip("abcdefghijkl", sizes, strict=False)]
    assert hashes(" , ".join(some)) == [[unit for one in hashes(*some) for unit in one]]


def test_a_long_text_hashes_like_its_words():
    some = [f"{row}é"[: 1 + row % 6] * (1 + row % 5) for row in range(5000)]
    assert hashes(" ".join(some)) == [[unit for one in hashes(*some) for unit in one]]


def test_different_words_hash_differently():
    some = [f"{a}{b}{c}" for a in "abcxyz01é你" for b in ("", "a", "ab", "é") for c in ("", "b", "0000000", "ö")]
    distinct = {tuple(words(word)) for word in some}
    assert len({tuple(one) for one in hashes(*some)}) == len(distinct) > 140


def test_case_punctuation_and_space_do_not_count():
    assert len(set(map(tuple, hashes("Pay the RENT.", "pay,the  rent", " (PAY) the\trent!")))) == 1


def test_only_the_chosen_rows_are_read():
    column = text_column(["one two", "three", "four five six"])
    _, starts = hash_units(column.data, column.offsets, np.array([2, 1]), character_table(), False)
    assert starts.tolist() == [0, 3, 4]


@pytest.mark.parametrize("broken", [b"ab\xff\xfe\x80", b"ab\xe2\x82", b"\xc3", b"ab\xf7\xbf\xbf\xbf"])
def test_broken_bytes_separate_and_nothing_is_read_past_the_end(broken):
    data = np.frombuffer(broken + b"\xacxyz", np.uint8)
    offsets = np.frombuffer(np.array([0, len(broken)]).tobytes(), np.int64)
    units, _ = hash_units(data, offsets, np.array([0]), character_table(), False)
    assert [units.tolist()] == hashes("ab" if broken.startswith(b"ab") else "")
