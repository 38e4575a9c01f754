"""Where two texts differ: words and signs that one has and the other has not."""

from hypothesis import given
from hypothesis import strategies as st

from app.views.difference import LONGEST, Difference, difference


def marked(left: str, right: str) -> tuple[list[str], list[str]]:
    found = difference(left, right)
    return [left[i:j] for i, j in found.left], [right[i:j] for i, j in found.right]


def test_one_word_differs() -> None:
    assert marked("The laws of Japan.", "The laws of Spain.") == (["Japan"], ["Spain"])


def test_words_in_a_row_are_one_stretch() -> None:
    assert marked("a b c", "a b, in full, c") == ([], [", in full,"])


def test_what_was_added_at_the_ends() -> None:
    assert marked("b c", "a b c d") == ([], ["a", "d"])


def test_white_space_and_equal_texts_are_no_difference() -> None:
    assert difference("a  b\n", "a b").none


def test_a_letter_is_a_word_where_no_spaces_are_written() -> None:
    assert marked("東京都の法律", "大阪都の法律") == (["東京"], ["大阪"])


def test_one_empty_text() -> None:
    assert difference("", "a b") == Difference([], [(0, 3)])


def test_of_very_long_texts_the_beginning_is_compared_in_a_moment() -> None:
    left, right = ("".join(f"w{i * step % 7919} " for i in range(40_000)) for step in (17, 31))
    found = difference(left, right)
    assert found.cut
    assert found.left[-1][1] <= LONGEST


texts = st.text(st.sampled_from("ab ,.\n日<&\u202e"), max_size=40)


@given(texts, texts)
def test_without_what_is_marked_both_have_the_same_words(left: str, right: str) -> None:
    found = difference(left, right)
    assert _without(left, found.left) == _without(right, found.right)


def _without(text: str, stretches: list[tuple[int, int]]) -> str:
    kept, end = "", 0
    for start, stop in stretches:
        assert end <= start < stop
        kept, end = kept + text[end:start], stop
    return "".join((kept + text[end:]).split())
