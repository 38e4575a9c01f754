import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets.plain_text import escape_markdown, is_invisible, record_html, visible_text

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


@given(WILD)
def test_record_html_has_no_element_of_the_text_and_loses_no_character(text: str) -> None:
    page = record_html(text or "x")
    assert set(re.findall(r"<(\w+)", page)) <= {"div", "bdi"}
    inside = re.sub(r"<[^>]*>", "", page)
    assert (
        html.unescape(inside).encode(errors="surrogatepass")
        == re.sub("[⟨⟩]", "", "".join(f"⟨{part}⟩" for part in [visible_text(text or "x")]))
        .replace("⟨", "")
        .encode(errors="surrogatepass")
        or "⟨" in text
        or "⟩" in text
        or "&" in inside
    )


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
