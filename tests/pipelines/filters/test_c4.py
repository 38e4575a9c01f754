"""C4's rules: enough sentences in the lines it would keep, no code, no filler."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.c4 import c4
from tests.fakes.judging import reason_for

SOUND = "One sentence has five words. Another one has six of them!\nIs the third a question?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SOUND, None),
        ('He said "one is a sentence." And "two is one." And 3.14 is in the third."', None),
        (SOUND + " {", "1 curly brackets, more than 0"),
        (SOUND + "\nLorem ipsum dolor.", "1 lines with lorem ipsum, more than 0"),
        ("Only one sentence stands here.", "1 sentences in lines that C4 keeps, fewer than 3"),
        (SOUND.replace("?", "..."), "2 sentences in lines that C4 keeps, fewer than 3"),
        (SOUND.replace("?", " of JavaScript?"), "2 sentences in lines that C4 keeps, fewer than 3"),
        (SOUND.replace("One", "We use cookies and one"), "1 sentences in lines that C4 keeps, fewer than 3"),
        ("Too few words. Here.\n" * 5, "0 sentences in lines that C4 keeps, fewer than 3"),
    ],
)
def test_c4(text, reason):
    assert reason_for(c4(), Record("r", text=text)) == reason


def test_short_lines_count_where_they_are_allowed():
    assert reason_for(c4(line_words=2), Record("r", text="Two words.\n" * 3)) is None
