"""The ledger's tables: what is written down is found again."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotation.studio.ledger import SENDING, THERE, Ledger, Run, Sent
from pipelines.store.database import open_engine, sqlite_url

WHAT = {"url": "http://127.0.0.1:1", "project": None, "title": "t", "phase": "rest", "batch": "b", "template": "text"}
MORE = {"blind": False, "people": 1, "config_hash": "c", "guideline": "g"}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_engine(sqlite_url(tmp_path / "events.db")))


def added(ledger: Ledger, **other: object) -> Run:
    return ledger.add_run(**{**WHAT, **MORE, **other})


def test_a_run_is_found_by_what_it_is_newest_first(ledger: Ledger) -> None:
    first, second, other = added(ledger), added(ledger), added(ledger, phase="audit")
    assert [run.run for run in ledger.runs(phase="rest", blind=False)] == [second.run, first.run]
    assert ledger.runs(phase="audit") == [other]
    assert first.run != second.run


def test_a_changed_run_is_the_same_run(ledger: Ledger) -> None:
    run = ledger.change_run(added(ledger), project=7, title="new")
    assert (ledger.runs(), run.mark) == ([run], f"verilode run {run.run}")


def test_what_was_sent_is_written_over_not_doubled(ledger: Ledger) -> None:
    run, sent = added(ledger), [Sent(f"r{n}", "hash", SENDING) for n in range(1200)]
    ledger.note(run, sent)
    ledger.note(run, [replace(sent[3], state=THERE, task=9)])
    found = ledger.sent(run)
    assert (len(found), found["r3"].task, found["r4"].state) == (1200, 9, SENDING)


def test_another_run_s_records_are_its_own(ledger: Ledger) -> None:
    one, other = added(ledger), added(ledger)
    ledger.note(one, [Sent("r1", "hash", THERE, task=1)])
    ledger.note(other, [Sent("r1", "hash", SENDING)])
    assert (ledger.sent(one)["r1"].state, ledger.sent(other)["r1"].state) == (THERE, SENDING)


def test_people_who_were_deleted_on_the_server_keep_their_names(ledger: Ledger) -> None:
    run = added(ledger)
    ledger.remember(run, {1: "a@x", 2: "b@x"})
    assert ledger.remember(run, {1: "new@x"}) == {1: "new@x", 2: "b@x"}
