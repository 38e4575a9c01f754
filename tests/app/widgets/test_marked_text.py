"""Marked stretches: everything is escaped as ever, and the marks lie where they were put."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from app.widgets.plain_text import record_html


def plain(sent: str) -> str:
    """What is left of a record's HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", sent))


def marked(sent: str) -> list[str]:
    return [plain(part) for part in re.findall(r"<mark [^>]*>(.*?)</mark>", sent, re.DOTALL)]


def test_a_marked_tag_stays_text() -> None:
    sent = record_html("see <b>x</b> now", [(4, 12)])
    assert marked(sent) == ["<b>x</b>"]
    assert "<b>" not in sent


def test_an_emoji_is_not_torn_apart_at_a_mark() -> None:
    assert "ZWJ" not in record_html("a 👨‍👩 b", [(2, 3)])


def test_an_invisible_character_keeps_its_chip_in_a_mark() -> None:
    assert marked(record_html("a\u202eb", [(0, 3)])) == ["aRLOb"]


wild = st.text(st.sampled_from("ab<>&\"' \n\u202e\u200d👩"), min_size=1, max_size=30)


@given(wild, st.data())
def test_marks_change_nothing_that_is_read(text: str, data: st.DataObject) -> None:
    ends = sorted(set(data.draw(st.lists(st.integers(0, len(text)), max_size=6))))
    stretches = list(zip(ends[::2], ends[1::2], strict=False))
    sent = record_html(text, stretches)
    assert plain(sent) == plain(record_html(text))
    assert len(marked(sent)) == len(stretches)
