"""FineWeb's rules: lines that do not end, short lines, repeated lines, and many lines for few words."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.fineweb import fineweb
from tests.fakes.judging import reason_for

LINE = "This is a line of some length that ends like a sentence."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LINE, None),
        ("这是一个没有空格而且足够长的句子，它超过三十个字符所以不是很短的一行文字。", None),
        (" \n ", "0 lines that are not blank, fewer than 1"),
        ("a line of some length, but it does not end", "0% of its lines end like a sentence, fewer than 12%"),
        (f"{LINE}\nHome.\nNews.\nContact us.", "75% of its lines are short, more than 67%"),
        (f"{LINE}\n{LINE}\n{LINE[1:]}", "33.5% of its characters are in repeated lines, more than 1%"),
        (LINE + "\n" * 6, "46.2% as many line ends as words, more than 30%"),
    ],
)
def test_fineweb(text, reason):
    assert reason_for(fineweb(), Record("r", text=text)) == reason


def test_what_is_short_is_an_option():
    assert reason_for(fineweb(short_line=5), Record("r", text=f"{LINE}\nHome it is.\nNews.\nContact us.")) is None
