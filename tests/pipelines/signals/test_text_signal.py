"""What the family `text` counts, by example."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals.text import text
from tests.fakes.judging import signals_of


def one(body: str, column: str, **options: object) -> float:
    """One column of one text."""
    return signals_of("text", [Record("r", text=body)], options)[column][0].as_py()


@pytest.mark.parametrize(
    ("body", "column", "value"),
    [
        ("Don't panic, 3.5 snake_case!", "words", 7),
        ("急性上呼吸道感染", "words", 8),
        ("हिन्दी भाषा", "words", 2),
        (" \n two words ", "characters", 9),
        ("the The of the", "stop_words", 2),
        ("one\r\n\ntwo\u2028", "lines", 3),
        ("one\r\n\ntwo\n", "filled_lines", 2),
        ('He said "Stop!" Then 3.14 came. e', "sentences", 3),
        ("一。二！三", "sentences", 3),
        ("f(x) {{ }}", "curly_brackets", 2),
        ("LOREM, ipsum\nlorem\nipsum", "lorem_ipsum_lines", 1),
        ("Turn JavaScript on.\nNo script here.", "javascript_lines", 1),
        ("Our privacy policy.\nWe re-use cookies\nuse of a cookie", "policy_lines", 2),
        ("This line has five words.\nToo short.\nThis one does not end well", "c4_lines", 1),
        ("One two three. Four five six.", "c4_sentences", 2),
        ("ab abcd!", "mean_word_length", 3),
        ("# a b c", "hash_ratio", 0.25),
        ("a... b… ....", "ellipsis_ratio", 3 / 10),
        ("- a\n  • b\nc -\n\n", "bullet_line_share", 0.5),
        ("a... \nb…\nc\n..", "ellipsis_line_share", 0.5),
        ("a1 22 ! é", "letter_word_share", 0.5),
        ("$$$ 9", "letter_share", 0.25),
        ("Ends.\nऐसा।\n\n好。\nopen\nspace. ", "ended_line_share", 0.6),
        ("x" * 30 + "\n" + "x" * 31, "short_line_share", 0.5),
        ("a\nb\na\nc\na", "repeated_line_share", 0.4),
        ("aa\nb\naa\n", "repeated_character_share", 0.4),
        ("a b\nc d\n", "newline_ratio", 0.5),
    ],
)
def test_one_number(body, column, value):
    assert one(body, column) == pytest.approx(value)


@pytest.mark.parametrize("column", ["mean_word_length", "hash_ratio", "letter_share", "ended_line_share"])
def test_a_share_of_nothing_is_not_a_number(column):
    assert one(" \n", column) != one(" \n", column)


def test_the_lists_and_limits_are_options():
    assert one("der Hund und die Katze", "stop_words", stop_words=["der", "die", "das"]) == 2
    assert one("four", "short_line_share", short_line=3) == 0
    assert one("Two words.", "c4_lines", line_words=2) == 1


@pytest.mark.parametrize("word", ["don't", "", "two words", "ß-", "\u0301a", "你好"])
def test_a_stop_word_is_one_word(word):
    with pytest.raises(VerilodeError, match="is not one word"):
        text(stop_words=["the", word])


def test_a_long_row_of_marks_is_looked_at_once():
    assert one("a" + ".'" * 300_000 + "b. c", "sentences") == 2
