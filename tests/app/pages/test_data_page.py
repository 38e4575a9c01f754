"""The data page: every record that is gone, with its reason and its place in the file."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from app.pages.data import TABS
from pipelines.run.drops import drop_sample
from pipelines.store.project import Project
from tests.fakes.pages import show, words
from tests.fakes.sifted import HOSTILE, LABEL


def records(at: AppTest) -> str:
    """All that stands on the page as a record's text, as it is sent."""
    return "".join(one.proto.body for one in at.get("html"))


def test_before_cleaning_it_names_the_command(empty: Path) -> None:
    assert show(empty, "data").code[0].value == "verilode clean"


def test_only_the_open_tab_is_worked_out_and_the_address_opens_it(done: Path) -> None:
    assert [tab.label for tab in show(done, "data").tabs] == list(TABS)
    assert "bad json" not in words(show(done, "data"))
    assert "bad json" in words(show(done, "data", tab="Quarantine"))


def test_every_step_and_reason_is_counted(hostile: Path) -> None:
    table = show(hostile, "data").dataframe[0].value
    rows = table.drop(columns="share dropped").astype(object).where(table.notna(), None).to_dict("records")
    assert rows == [
        {"step": "length", "reason": "words", "records": 25, "kept": 21, "dropped": 4},
        {"step": "symbols", "reason": "", "records": 21, "kept": 21, "dropped": 0},
        {"step": "redact", "reason": "", "records": 21, "kept": 21, "dropped": 0},
        {"step": "dedupe", "reason": "near duplicate", "records": 21, "kept": 8, "dropped": 13},
    ]


def test_several_reasons_of_a_step_stand_below_their_sum(done: Path) -> None:
    table = show(done, "data").dataframe[0].value
    assert table[table["step"] == "dedupe"][["reason", "dropped"]].values.tolist() == [
        ["all reasons", 6],
        ["near duplicate", 3],
        ["exact duplicate", 3],
    ]


def test_the_parts_of_the_data_that_a_step_hit(hostile: Path) -> None:
    at = show(hostile, "data")
    at.segmented_control(key="drop-by").set_value("label").run()
    parts = at.dataframe[1].value.set_index("label")
    assert parts["dropped"].to_dict() == {"number": 7, LABEL: 6}
    assert parts["share dropped"].round(3).tolist() == [0.778, 0.5]
    at.selectbox(key="drop-step").set_value("length").run()
    assert at.dataframe[1].value["kept"].tolist() == [9, 12]


def test_a_dropped_record_stands_beside_the_one_kept(done: Path) -> None:
    gone = drop_sample(Project.open(done), "dedupe", n=1)[0]
    at = show(done, "data")
    assert gone.text.rstrip(".") in records(at)
    assert gone.kept_text.rstrip(".") in records(at)
    assert "rows.csv, line " in words(at)
    assert gone.record_id not in words(at)


def test_the_sample_is_the_same_until_others_are_asked_for(hostile: Path) -> None:
    first, again = show(hostile, "data"), show(hostile, "data")
    assert records(first) == records(again)
    again.button(key="drop-others").click().run()
    assert records(first) != records(again)
    assert "10 of 13, drawn at random" in words(again)


def test_a_sample_of_one_reason(done: Path) -> None:
    at = show(done, "data")
    at.selectbox(key="drop-rule-dedupe").set_value("exact_duplicate").run()
    assert "3 of 3, drawn at random" in words(at)
    assert words(at).count("exact duplicate · the same text") == 3


def test_hostile_records_are_sent_escaped(hostile: Path) -> None:
    sent = records(show(hostile, "data", tab="Near-duplicates")) + records(show(hostile, "data"))
    assert not any(tag in sent for tag in ("<img", "<script", "<svg", "<style>"))
    said = words(show(hostile, "data")) + words(show(hostile, "data", tab="Near-duplicates"))
    assert not any(payload[:12] in said for payload in HOSTILE)


def test_an_unreadable_line_is_shown_as_it_stands(done: Path) -> None:
    at = show(done, "data", tab="Quarantine")
    assert "bad json · Expecting value at character 10 · more.jsonl, line 2" in words(at)
    assert "{&quot;text&quot;: broken" in records(at)


def test_nothing_unreadable_is_said_in_a_sentence(mine: Path) -> None:
    for file in mine.glob("facts/*/quarantine.jsonl"):
        file.unlink()
    assert "No line was unreadable." in words(show(mine, "data", tab="Quarantine"))


def test_personal_data_is_counted_and_never_shown(hostile: Path) -> None:
    at = show(hostile, "data", tab="Personal data")
    assert at.dataframe[0].value.to_dict("records") == [{"kind": "email", "places": 1, "records": 1}]
    assert "ann@" not in words(at) + records(at)


def test_where_nothing_was_taken_out_the_step_is_named(done: Path) -> None:
    assert "The step redact in the recipe" in words(show(done, "data", tab="Personal data"))
