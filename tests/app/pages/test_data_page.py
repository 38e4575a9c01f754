"""The data page: every record that is gone, with its reason and its place in the file."""

from pathlib import Path

from app.views.cleaning import clusters, drops
from pipelines.store.project import Project
from tests.fakes.pages import show, words


def test_before_cleaning_it_names_the_command(empty: Path) -> None:
    assert show(empty, "data").code[0].value == "verilode clean"


def test_what_is_gone_is_counted_by_reason(done: Path) -> None:
    at = show(done, "data")
    assert [tab.label for tab in at.tabs] == ["Dropped records (6)", "Near-duplicates", "Quarantine (1)"]
    assert at.dataframe[0].value.to_dict("records") == [
        {"step": "dedupe", "reason": "near duplicate", "records": 3},
        {"step": "dedupe", "reason": "exact duplicate", "records": 3},
    ]


def test_a_dropped_record_stands_beside_the_one_kept(done: Path) -> None:
    gone = drops(Project.open(done), "dedupe", 1)[0]
    at = show(done, "data")
    shown = "".join(one.proto.body for one in at.get("html"))
    assert gone["record"].body in shown
    assert gone["kept"].body in shown
    assert "rows.csv, line " in words(at)
    assert gone["record_id"] not in words(at)


def test_an_unreadable_line_is_shown_as_it_stands(done: Path) -> None:
    at = show(done, "data")
    assert "bad json · Expecting value at character 10 · more.jsonl, line 2" in words(at)
    assert any("{&quot;text&quot;: broken" in one.proto.body for one in at.get("html"))


def test_the_largest_cluster_comes_first_and_its_kept_record_leads(done: Path) -> None:
    found = clusters(Project.open(done), 100)
    assert [len(members) for members in found] == sorted(map(len, found), reverse=True)
    assert all([row["keep"] for row in members] == [True] + [False] * (len(members) - 1) for members in found)
