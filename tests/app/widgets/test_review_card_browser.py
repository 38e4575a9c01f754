"""The review card in a real browser: keys, bursts, reloads, undo, and text that would like to be code."""

from pathlib import Path

import pytest

from tests.fakes.browser import Watched
from tests.fakes.desk import HOSTILE, LABELS, SCRIPT, Desk, answers, on_screen, row
from tests.fakes.serving import serving

pytestmark = pytest.mark.browser


def test_each_key_decides_on_the_record_that_is_shown(desk: Desk) -> None:
    desk.lay(row(1), row(2), row(3), row(4, version=7))
    page = desk.sit()
    for key in "a2rs":
        page.keyboard.press(key)
    log = desk.wait_for(4)
    assert answers(log) == [
        ("r1", "submitted", "Payment"),
        ("r2", "submitted", "Liability"),
        ("r3", "discarded", None),
        ("r4", "skipped", None),
    ]
    assert [one["version"] for one in log] == [0, 0, 0, 7]
    assert page.get_by_text("Nothing left to review").is_visible()
    assert page.locator(".status").inner_text() == "Saved"


def test_a_burst_of_fifty_keys_is_fifty_decisions_on_the_right_records(desk: Desk) -> None:
    desk.lay(*(row(number, suggested=LABELS[number % 3]) for number in range(50)))
    page = desk.sit()
    page.evaluate(
        "for (let i = 0; i < 50; i++)"
        " window.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', code: 'KeyA', bubbles: true, composed: true}))"
    )
    assert answers(desk.wait_for(50)) == [(f"r{n}", "submitted", LABELS[n % 3]) for n in range(50)]


def test_a_reload_in_the_middle_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    desk.lay(*(row(number) for number in range(20)))
    page = desk.sit()
    for _ in range(8):
        page.keyboard.press("a")
    page.reload()
    page.wait_for_selector(".card[data-record]")
    log = desk.wait_for(8)
    assert sorted(one["record_id"] for one in log) == [f"r{number}" for number in range(8)]
    assert on_screen(page) == "r8"


def test_decisions_made_while_the_server_is_gone_are_stored_when_it_is_back(tmp_path: Path, watched: Watched) -> None:
    desk = Desk(tmp_path)
    desk.watched = watched
    desk.lay(*(row(number) for number in range(6)))
    with serving(desk.folder, SCRIPT, DESK=str(desk.folder)) as first:
        desk.url = first.url
        page = desk.sit()
        first.process.kill()
        first.process.wait()
        for key in "a1r":
            page.keyboard.press(key)
        assert page.locator(".status").inner_text() == "3 unsaved"
        assert desk.log == []
    with serving(desk.folder, SCRIPT, port=int(desk.url.rpartition(":")[2]), DESK=str(desk.folder)):
        page.locator(".status[data-state=saved]").wait_for()
        assert answers(desk.log) == [
            ("r0", "submitted", "Payment"),
            ("r1", "submitted", "Payment"),
            ("r2", "discarded", None),
        ]


def test_undo_of_a_stored_decision_is_a_new_event_and_the_record_is_shown_again(desk: Desk) -> None:
    desk.lay(row(1), row(2))
    page = desk.sit()
    page.keyboard.press("1")
    desk.wait_for(1)
    page.keyboard.press("u")
    assert on_screen(page) == "r1"
    desk.wait_for(2)
    page.keyboard.press("2")
    log = desk.wait_for(3)
    assert answers(log) == [("r1", "submitted", "Payment"), ("r1", "draft", None), ("r1", "submitted", "Liability")]
    assert [one["version"] for one in log] == [0, 1, 1]


def test_keys_do_nothing_while_typing_with_modifiers_or_when_held(desk: Desk) -> None:
    desk.lay(row(1), row(2))
    page = desk.sit()
    page.keyboard.press("n")
    page.keyboard.type("arsu 12")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+a")
    page.keyboard.down("a")
    page.keyboard.down("a")
    page.keyboard.up("a")
    log = desk.wait_for(1)
    assert answers(log) == [("r1", "submitted", "Payment")]
    assert log[0]["note"] == "arsu 12"


def test_the_suggested_label_is_key_one(desk: Desk) -> None:
    desk.lay(row(1, suggested="Termination"))
    page = desk.sit()
    assert page.locator(".option .label").all_inner_texts() == ["Termination", "Payment", "Liability"]
    page.keyboard.press("1")
    assert answers(desk.wait_for(1)) == [("r1", "submitted", "Termination")]


def test_a_blind_record_has_nothing_to_accept(desk: Desk) -> None:
    desk.lay(row(1, suggested=None))
    page = desk.sit()
    page.keyboard.press("a")
    assert not page.get_by_role("button", name="Accept").is_visible()
    page.keyboard.press("2")
    log = desk.wait_for(1)
    assert answers(log) == [("r1", "submitted", "Liability")]
    assert log[0]["blind"] is True


def test_seventy_seven_labels_are_found_by_typing(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, options=[f"Code {number}" for number in range(77)]))
    page = desk.sit()
    page.keyboard.press("/")
    page.keyboard.type("code 5")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert answers(desk.wait_for(1)) == [("r1", "submitted", "Code 15")]


def test_hostile_text_is_shown_as_text_and_calls_nobody(desk: Desk) -> None:
    hostile = {"value": HOSTILE, "confidence": 0.5, "rationale": HOSTILE}
    desk.lay(row(1, HOSTILE, options=[HOSTILE, "b"], context=HOSTILE) | {"suggestion": hostile})
    page = desk.sit()
    shown = page.locator(".text").inner_text()
    assert "<img src=http://evil.example/1.png onerror=alert(1)><script>alert(2)</script>" in shown
    assert "RLO" in shown and "\u202e" not in shown
    assert page.locator(".card img, .card script, .card svg, .card a").count() == 0
    page.keyboard.press("a")
    assert [one["value"] for one in desk.wait_for(1)] == [HOSTILE]
    assert (desk.watched.strangers, desk.watched.dialogs, desk.watched.errors) == ([], [], [])


def test_what_a_tampered_journal_claims_is_refused_and_said_once(desk: Desk) -> None:
    desk.lay(row(1))
    page = desk.sit()
    claim = {
        "decision_id": "0b5b1f6e-6f1f-4a51-9a39-0f3a8f7f2c11",
        "record_id": "stranger",
        "version": 0,
        "action": "submitted",
        "value": "Payment",
        "note": "",
        "seconds": 1,
        "blind": False,
        "shown_at": "2026-01-31T10:00:00Z",
        "phase": "",
    }
    page.evaluate(
        "entry => { localStorage.setItem('verilode.review:test:x', '{broken');"
        " localStorage.setItem('verilode.review:test:' + entry.decision.decision_id, JSON.stringify(entry)) }",
        {"at": 1, "counts": 1, "decision": claim},
    )
    page.reload()
    page.get_by_text("1 not stored: the record is not known.").wait_for()
    assert page.locator(".status").inner_text() == "Saved"
    page.keyboard.press("a")
    assert answers(desk.wait_for(1)) == [("r1", "submitted", "Payment")]
    assert not page.locator(".problem").is_visible()


def test_an_answer_that_is_refused_is_said_and_its_record_is_open_again(desk: Desk) -> None:
    desk.lay(row(1, suggested=None, options=["Forbidden", "b"]), row(2))
    page = desk.sit()
    for key in "1a":
        page.keyboard.press(key)
    page.get_by_text("1 not stored: it is forbidden.").wait_for()
    page.locator(".status", has_text="Saved").wait_for()
    assert on_screen(page) == "r1"
    page.keyboard.press("2")
    assert answers(desk.wait_for(2)) == [("r2", "submitted", "Payment"), ("r1", "submitted", "b")]


def test_at_twice_the_size_nothing_is_cut_off_and_a_screen_reader_hears_the_decision(desk: Desk) -> None:
    desk.lay(row(1, "word " * 400), row(2))
    desk.watched.page.set_viewport_size({"width": 640, "height": 400})
    page = desk.sit()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator(".card").evaluate("card => card.scrollWidth <= card.clientWidth")
    page.get_by_role("button", name="None fits").click()
    assert page.locator("[aria-live=polite]").inner_text() == "None fits. 1 of 2."
    assert desk.wait_for(1)[0]["action"] == "discarded"
