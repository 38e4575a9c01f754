"""Drafts, disputes and the history of the review card in a real browser."""

from typing import Any

import pytest

from tests.fakes.browser import watched_page
from tests.fakes.desk import Desk, answers, on_screen, row

pytestmark = pytest.mark.browser

WRITTEN = {"suggested": None, "control": "text", "options": [], "proposal": "Yes."}
DISPUTE = [
    {"value": "Payment", "shown": "Payment", "note": "see clause 3"},
    {"value": "Liability", "shown": "Liability", "note": ""},
]


def begun(desk: Desk) -> Any:
    """A page on which an answer and a note are half written."""
    desk.lay(row(1, **WRITTEN), row(2, **WRITTEN))
    page = desk.sit()
    page.keyboard.press("e")
    page.keyboard.press("Control+End")
    page.keyboard.type(" But wh")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("ask Ann")
    return page


def test_what_is_typed_is_stored_when_the_hands_rest_and_counts_for_nothing(desk: Desk) -> None:
    page = begun(desk)
    (one,) = desk.wait_for(1)
    assert (one["record_id"], one["action"], one["value"], one["note"]) == ("r1", "draft", "Yes. But wh", "ask Ann")
    assert on_screen(page) == "r1"
    assert page.locator(".counted").inner_text() == "0 of 2"
    page.keyboard.type(" too")  # the field keeps the focus while the draft is stored
    assert desk.wait_for(2)[1]["note"] == "ask Ann too"


def test_a_draft_is_there_again_in_another_browser(desk: Desk, browser: Any) -> None:
    begun(desk)
    desk.wait_for(1)
    with watched_page(browser) as elsewhere:
        page = elsewhere.open(desk.url)
        page.wait_for_selector(".card[data-record=r1]")
        assert page.locator(".area textarea").input_value() == "Yes. But wh"
        assert page.locator("[data-at=note]").input_value() == "ask Ann"


def test_a_reload_before_the_draft_was_stored_loses_nothing(desk: Desk) -> None:
    page = begun(desk)
    page.reload()
    page.wait_for_selector(".card[data-record=r1]")
    assert page.locator(".area textarea").input_value() == "Yes. But wh"
    page.keyboard.press("Control+Enter")
    log = desk.wait_for(2)
    assert [(one["action"], one["value"]) for one in log] == [("draft", "Yes. But wh"), ("submitted", "Yes. But wh")]
    assert log[1]["note"] == "ask Ann"


def test_an_undone_answer_can_be_put_right(desk: Desk) -> None:
    desk.lay(row(1, **WRITTEN), row(2, **WRITTEN))
    page = desk.sit()
    page.keyboard.press("e")
    page.keyboard.type("Oh. ")
    page.keyboard.press("Control+Enter")
    desk.wait_for(1)
    page.keyboard.press("u")
    assert page.locator(".area textarea").input_value() in ("Oh. Yes.", "Yes.Oh. ")
    assert [one["value"] for one in desk.wait_for(2)][1] is None


def test_a_digit_takes_one_of_the_disputed_answers(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, answers=DISPUTE, phase="adjudication"))
    page = desk.sit()
    assert page.get_by_text("see clause 3").is_visible()
    page.keyboard.press("2")
    log = desk.wait_for(1)
    assert answers(log) == [("r1", "submitted", "Liability")]
    assert log[0]["phase"] == "adjudication"


def test_another_answer_to_a_dispute_is_one_key_away(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, answers=DISPUTE))
    page = desk.sit()
    for key in ("e", "Escape", "e", "3"):
        page.keyboard.press(key)
    assert answers(desk.wait_for(1)) == [("r1", "submitted", "Termination")]


def test_any_of_the_last_decisions_can_be_opened_again(desk: Desk) -> None:
    desk.lay(row(1, "First clause"), row(2), row(3))
    page = desk.sit()
    for key in "12h":
        page.keyboard.press(key)
    assert page.locator(".acts .told").all_inner_texts() == ["Liability", "Payment"]
    page.locator(".acts li", has_text="First clause").get_by_role("button", name="Open again").click()
    assert on_screen(page) == "r1"
    page.keyboard.press("3")
    last = {record: value for record, action, value in answers(desk.wait_for(3)) if action == "submitted"}
    assert last == {"r1": "Termination", "r2": "Liability"}


def test_a_minute_is_the_most_a_pause_counts_and_a_hidden_page_nothing(desk: Desk) -> None:
    desk.watched.page.clock.install()
    desk.lay(row(1), row(2))
    page = desk.sit()
    page.clock.run_for(600_000)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(600_000)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(5_000)
    page.keyboard.press("1")
    (one,) = desk.wait_for(1)
    assert 64 <= one["seconds"] <= 80
