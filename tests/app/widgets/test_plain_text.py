"""Untrusted text: escaped, and with nothing hidden in it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets.plain_text import escape_markdown, is_invisible, pieces, record_html, visible_text

WILD = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a⟨RLO⟩b"),
        ("zero\u200bwidth", "zero⟨ZWSP⟩width"),
        ("nul\x00", "nul⟨NUL⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("half\ud800", "half⟨U+D800⟩"),
        ("line\r\nline\tend\n", "line\nline\tend\n"),
        ("lone\rreturn", "lone⟨CR⟩return"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("pa\u200dypal", "pa⟨ZWJ⟩ypal"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible_text(text) == shown


def test_a_record_is_escaped_and_its_invisible_characters_are_chips() -> None:
    page = record_html("<b>&\u202e")
    assert ">&lt;b&gt;&amp;<bdi class=" in page
    assert page.endswith(">RLO</bdi></div>")


def test_an_empty_record_says_so() -> None:
    assert ">empty</bdi>" in record_html("")


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, the text outside chips, the chips."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text, self.chips = "", list[str]()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1] == "bdi":
            self.chips.append(data)
            self.tags.append("after a chip")
        else:
            self.text += data


@given(WILD)
def test_a_browser_reads_the_text_and_one_chip_per_invisible_character(text: str) -> None:
    page = Reader(record_html("x" + text))
    assert page.text == "".join(part for part, named in pieces("x" + text) if not named)
    assert page.chips == [part for part, named in pieces("x" + text) if named]
    assert set(page.tags) <= {"div", "bdi", "after a chip"}


@given(WILD)
def test_no_visible_character_is_lost_or_moved(text: str) -> None:
    kept = "".join(part for part, named in pieces(text) if not named)
    seen = [now for before, now in zip("\n" + text, text, strict=False) if not is_invisible(now, before)]
    assert kept == "".join(seen) or "\r\n" in text


@given(WILD)
def test_nothing_invisible_is_left(text: str) -> None:
    shown = visible_text(text)
    assert not any(is_invisible(now, before) for before, now in zip(" " + shown, shown, strict=False))


@given(WILD)
def test_every_mark_of_markdown_is_behind_a_backslash(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`#$:\[\]<>~|!@]", re.sub(r"\\[!-/:-@\[-`{-~]", "", escape_markdown(text)))


def test_links_emoji_and_arrows_are_kept_apart() -> None:
    assert escape_markdown("www.a.b") == "www\u2060\\.\u2060a\\.\u2060b"
    assert escape_markdown(":smile:") == "\\:\u2060smile\\:\u2060"
