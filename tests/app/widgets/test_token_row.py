"""Tokens on a page: which of them carry loss, and nothing in them that acts."""

import re

from streamlit.testing.v1 import AppTest

from app.widgets.token_row import token_html
from training.preflight.taught import Token


def test_tokens_that_carry_loss_are_marked() -> None:
    body = token_html([Token(1, "which", False), Token(2, " eye", True)])
    assert re.findall(r'<(\w+) style="[^"]*" title="([^"]*)">([^<]*)<', body) == [
        ("span", "token 1", "which"),
        ("mark", "token 2", " eye"),
    ]


def test_record_text_is_never_markup() -> None:
    body = token_html([Token(1, "<img src=x onerror=alert(1)>", False), Token(2, "&<", True), Token(3, "b>\"'", True)])
    assert set(re.findall(r"<(\w+)", body)) == {"div", "span", "mark"}
    assert "&lt;img src=x onerror=alert(1)&gt;" in body
    assert "b&gt;&quot;&#x27;" in body


def test_what_cannot_be_seen_is_spelled_out() -> None:
    body = token_html([Token(1, "a\u202eb\u200b", False), Token(2, "c\n", False), Token(3, "", False)])
    assert "a⟨RLO⟩b⟨ZWSP⟩" in body
    assert "c⏎\n" in body
    assert ">·</span>" in body


def test_a_joiner_belongs_to_the_emoji_in_the_token_before() -> None:
    assert "⟨" not in token_html([Token(1, "👨", False), Token(2, "", False), Token(3, "\u200d", False)])


def script() -> None:
    """Many tokens."""
    from app.widgets.token_row import token_row
    from training.preflight.taught import Token

    token_row([Token(i, "x", False) for i in range(2500)])


def test_of_a_long_record_the_beginning_is_sent() -> None:
    at = AppTest.from_function(script).run(timeout=20)
    (body,) = [block.proto.body for block in at.main if block.type == "html"]
    assert body.count("<span") == 2000
    assert [one.value for one in at.caption] == ["The first 2,000 of 2,500 tokens."]
