"""Every way to answer, by keyboard alone in a real browser: what is pressed is what is stored."""

import json
from typing import Any

import pytest

from tests.fakes.desk import HOSTILE, Desk, answers, row

pytestmark = pytest.mark.browser

CODES = ["Heart", "Heart/Failure", "Heart/Failure/Acute", "Heart/Rhythm", "Lung"]


def shown(page: Any, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def stored(desk: Desk) -> Any:
    """The one value in the log, read."""
    (one,) = desk.wait_for(1)
    assert one["action"] == "submitted"
    return json.loads(one["value"])


# choices


def test_labels_are_switched_by_digits_and_submitted_by_enter(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="choices"))
    press(desk.sit(), "1", "3", "2", "1", "Enter")
    assert stored(desk) == ["Liability", "Termination"]


def test_a_code_implies_those_above_it_and_only_the_most_specific_is_stored(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="choices", options=CODES, separator="/"))
    page = desk.sit()
    press(page, "1", "3", "5")
    checks = page.locator(".option").evaluate_all("all => all.map(one => one.ariaChecked)")
    assert checks == ["mixed", "mixed", "true", "false", "true"]
    assert shown(page, ".chosen bdi") == ["Heart › Failure › Acute", "Lung"]
    press(page, "Enter")
    assert stored(desk) == ["Heart/Failure/Acute", "Lung"]


def test_a_label_is_found_by_typing_and_switched_by_enter(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="choices", options=[f"Code {number}" for number in range(77)]))
    page = desk.sit()
    press(page, "/")
    page.keyboard.type("code 5")
    press(page, "ArrowDown", "Enter")
    page.keyboard.type("76")
    press(page, "Enter", "Enter")
    assert stored(desk) == ["Code 15", "Code 76"]


def test_suggested_labels_are_accepted_as_they_stand(desk: Desk) -> None:
    desk.lay(row(1, suggested='["Payment","Termination"]', control="choices"))
    press(desk.sit(), "a")
    assert stored(desk) == ["Payment", "Termination"]


def test_no_label_at_all_is_asked_about_once(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="choices"))
    page = desk.sit()
    press(page, "Enter")
    assert page.get_by_text("Press Enter again if none fits").is_visible()
    press(page, "Enter")
    assert stored(desk) == []


# spans


def test_words_selected_by_keyboard_are_marked_in_code_points(desk: Desk) -> None:
    text = "😀👍 pays \u200bAcme 🏦 in May"
    desk.lay(row(1, text, suggested=None, control="spans", options=["PARTY", "DATE"]))
    page = desk.sit()
    press(page, "e", *["ArrowRight"] * 9, *["Shift+ArrowRight"] * 6, "1")
    press(page, "End", "Shift+Control+ArrowLeft", "2")
    assert shown(page, ".quoted") == ["Acme 🏦", "May"]
    press(page, "Enter")
    party, date = stored(desk)
    assert text[party["start"] : party["end"]] == "Acme 🏦"
    assert text[date["start"] : date["end"]] == "May"


def test_a_line_break_of_two_characters_counts_as_two(desk: Desk) -> None:
    text = "one\r\ntwo\r\nthree"
    desk.lay(row(1, text, suggested=None, control="spans", options=["N"]))
    page = desk.sit()
    press(page, "e", "ArrowDown", "ArrowDown", "Home", "Shift+End", "1", "Enter")
    assert stored(desk) == [{"start": 10, "end": 15, "label": "N"}]


def test_marks_may_overlap_and_go_by_backspace(desk: Desk) -> None:
    given = '[{"start":0,"end":9,"label":"A"},{"start":4,"end":13,"label":"B"}]'
    desk.lay(row(1, "one two three", suggested=given, control="spans", options=["A", "B"]))
    page = desk.sit()
    assert page.locator("mark mark").all_inner_texts() == ["two t"]
    press(page, "e", "ArrowRight", "Backspace")
    assert page.get_by_role("button", name="Accept").is_hidden()
    press(page, "Enter")
    assert stored(desk) == [{"start": 4, "end": 13, "label": "B"}]


def test_a_mouse_selects_and_a_click_on_the_label_marks(desk: Desk) -> None:
    desk.lay(row(1, "Acme pays", suggested=None, control="spans", options=["PARTY"]))
    page = desk.sit()
    page.locator(".reading").dblclick(position={"x": 12, "y": 12})
    page.locator(".option").click()
    press(page, "Enter")
    assert stored(desk) == [{"start": 0, "end": 4, "label": "PARTY"}]


def test_the_text_cannot_be_changed(desk: Desk) -> None:
    desk.lay(row(1, "Acme pays", suggested=None, control="spans", options=["PARTY"]))
    page = desk.sit()
    press(page, "e", "x", "Control+a", "Delete", "Control+v", "Space", "z")
    page.keyboard.insert_text("漢字")
    assert page.locator(".reading").inner_text() == "Acme pays"
    assert desk.log == []


# text and fields


def test_a_proposal_is_accepted_to_the_letter(desk: Desk) -> None:
    proposal = "Pay\r\nnow \u200band 😀 "
    desk.lay(row(1, suggested=None, control="text", options=[], proposal=proposal))
    page = desk.sit()
    assert page.get_by_text("Holds characters that cannot be seen: ZWSP").is_visible()
    press(page, "a")
    assert answers(desk.wait_for(1)) == [("r1", "submitted", proposal)]


def test_an_edited_proposal_shows_what_changed_and_is_submitted(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="text", options=[], proposal="Pay within ten days."))
    page = desk.sit()
    press(page, "e", "Control+End", "Backspace")
    page.keyboard.type(" <b>please</b> ar")
    assert shown(page, ".difference ins") == ["<b>please</b> ar"]
    assert shown(page, ".difference del") == ["."]
    assert "uggest" not in page.locator(".card .answer").inner_text()  # blind: whose text it is stays unsaid
    press(page, "Control+Enter")
    assert answers(desk.wait_for(1)) == [("r1", "submitted", "Pay within ten days <b>please</b> ar")]


def test_an_empty_answer_is_not_sent_and_r_says_not_acceptable(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="text", options=[], proposal="No."))
    page = desk.sit()
    press(page, "e", "Control+a", "Delete", "Control+Enter")
    assert page.get_by_text("The answer is empty.").is_visible()
    press(page, "r")
    assert answers(desk.wait_for(1)) == [("r1", "discarded", None)]


def test_an_example_is_put_right_field_by_field(desk: Desk) -> None:
    draft = {"system": "", "instruction": "Add 1 and 1", "response": "3"}
    desk.lay(row(1, suggested=json.dumps(draft), control="fields", options=[]))
    page = desk.sit()
    press(page, "e", "Control+a", "2", "Shift+Tab", "Control+End", ".", "Control+Enter")
    assert stored(desk) == {"system": "", "instruction": "Add 1 and 1.", "response": "2"}


# order


def test_one_key_says_which_of_two_is_better(desk: Desk) -> None:
    two = {"suggested": None, "control": "order", "options": [], "candidates": ["left", "right"]}
    desk.lay(*(row(number, **two) for number in range(4)))
    press(desk.sit(), "1", "2", "ArrowLeft", "ArrowRight")
    assert [one["value"] for one in desk.wait_for(4)] == ["[0,1]", "[1,0]", "[0,1]", "[1,0]"]


def test_neither_is_an_answer_too(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="order", options=[], candidates=["left", "right"]))
    page = desk.sit()
    assert page.get_by_role("button", name="Neither").is_visible()
    press(page, "r")
    assert answers(desk.wait_for(1)) == [("r1", "discarded", None)]


def test_three_are_put_in_order_by_moving_rows(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="order", options=[], candidates=["a", "b", "c"]))
    page = desk.sit()
    press(page, "3", "Shift+ArrowUp", "Shift+ArrowUp", "ArrowDown", "ArrowDown", "Shift+ArrowUp")
    assert shown(page, ".candidate") == ["c", "b", "a"]
    press(page, "Enter")
    assert stored(desk) == [2, 1, 0]


def test_a_row_is_dragged_to_its_place(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, control="order", options=[], candidates=["a", "b", "c"]))
    page = desk.sit()
    page.locator(".handle").nth(0).drag_to(page.locator(".candidate").nth(2))
    press(page, "Enter")
    assert stored(desk) == [1, 2, 0]


# all of them


HOSTILE_ROWS = [
    {"control": "choices", "suggested": json.dumps([HOSTILE]), "options": [HOSTILE, "b"], "separator": "/"},
    {"control": "spans", "suggested": json.dumps([{"start": 0, "end": 9, "label": HOSTILE}]), "options": [HOSTILE]},
    {"control": "text", "suggested": None, "options": [], "proposal": HOSTILE},
    {"control": "fields", "suggested": None, "options": [], "proposal": json.dumps({"response": HOSTILE})},
    {"control": "order", "suggested": None, "options": [], "candidates": [HOSTILE, HOSTILE]},
    {"control": "choice", "suggested": None, "answers": [{"value": None, "shown": HOSTILE, "note": HOSTILE}]},
]


def test_hostile_text_stays_text_everywhere(desk: Desk) -> None:
    desk.lay(*(row(number, HOSTILE, **more) for number, more in enumerate(HOSTILE_ROWS)))
    page = desk.sit()
    for number in range(len(HOSTILE_ROWS)):
        assert page.locator(".card").get_attribute("data-record") == f"r{number}"
        press(page, "e", "Escape", "h", "Escape")
        assert page.locator(".card :is(img, script, svg, a, iframe)").count() == 0
        assert "\u202e" not in page.locator(".card").inner_text()
        press(page, "s")
    assert (desk.watched.strangers, desk.watched.dialogs, desk.watched.errors) == ([], [], [])


def test_a_narrow_window_cuts_nothing_off(desk: Desk) -> None:
    arabic, example = "بند السرية: يلتزم الطرفان " * 30, json.dumps({"instruction": "x" * 200, "response": "y"})
    more = {
        "order": {"candidates": ["left " * 40, "r" * 200]},
        "fields": {"proposal": example},
        "text": {"proposal": "z"},
    }
    controls = ["choice", "choices", "spans", "text", "fields", "order"]
    rows = [row(1, arabic, suggested=None, control=name) | more.get(name, {}) for name in controls]
    desk.lay(*(one | {"record_id": f"r{number}"} for number, one in enumerate(rows)))
    desk.watched.page.set_viewport_size({"width": 640, "height": 400})
    page = desk.sit()
    for control in controls:
        assert page.locator(".card").get_attribute("data-control") == control
        assert page.locator(".card").evaluate("card => card.scrollWidth <= card.clientWidth"), control
        press(page, "s")
