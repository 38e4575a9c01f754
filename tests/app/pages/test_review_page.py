"""The review page in its plain form: what a person answers is an event, whole and once."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from annotation.sampling.draw import sample_audit
from pipelines.store.project import Project
from tests.fakes.asked import asked
from tests.fakes.pages import errors, show, words
from tests.fakes.review import put_certificate


def plain(project: Path, name: str = "ann") -> AppTest:
    at = show(project, "review")
    at.text_input(key="actor-name").set_value(name).run()
    return at.toggle(key="plain-form").set_value(True).run()


def button(at: AppTest, name: str) -> AppTest:
    """The page after this button of the form was pressed."""
    (found,) = [one for one in at.button if one.label == name]
    return found.click().run()


def answers(project: Path) -> list[tuple[str, str, str | None, str, bool | None]]:
    lane = Project.open(project).events
    stored = [event for event in lane.events("annotation.*") if event.actor != "simulated-reviewer"]
    assert all(0 <= event.seconds < 60 and event.base_version in (0, None) for event in stored)
    return [(e.kind, e.actor, e.payload["value"], e.payload["phase"], e.blind) for e in stored]


def test_before_a_sample_it_names_the_command(empty: Path) -> None:
    assert show(empty, "review").code[0].value == "verilode sample --pilot 300"


def test_accepting_stores_the_suggestion_under_the_persons_name(mine: Path) -> None:
    at = plain(mine)
    suggested = at.info[0].value.removeprefix("Suggested: ").split(" (")[0]
    at = button(at, "Accept")
    assert answers(mine) == [("annotation.submitted", "ann", suggested, "rest", False)]
    assert errors(at) == []


def test_choosing_another_label_none_and_skipping_are_events_too(mine: Path) -> None:
    at = plain(mine)
    at.radio[0].set_value("skin").run()
    at = button(at, "Submit choice")
    at = button(at, "None fits")
    button(at, "Skip")
    assert answers(mine) == [
        ("annotation.submitted", "ann", "skin", "rest", False),
        ("annotation.discarded", "ann", None, "rest", False),
        ("annotation.skipped", "ann", None, "rest", False),
    ]


def test_a_rerun_stores_nothing_again(mine: Path) -> None:
    button(plain(mine), "Accept").run().run()
    assert len(answers(mine)) == 1


def test_an_answered_record_makes_room_for_the_next(mine: Path) -> None:
    at = plain(mine)
    first = at.get("html")[-1].proto.body
    assert button(at, "Accept").get("html")[-1].proto.body != first


def test_it_says_why_these_records_need_a_person(done: Path) -> None:
    assert "The labeler is not sure enough here" in words(show(done, "review"))


def test_the_name_survives_a_reload_in_the_address(done: Path) -> None:
    at = show(done, "review")
    at.text_input(key="actor-name").set_value("ann <b>").run()
    assert at.query_params["actor"] in ("ann b", ["ann b"])


def test_a_name_in_the_address_is_the_reviewer(done: Path) -> None:
    at = show(done, "review", actor="ann")
    assert at.text_input(key="actor-name").value == "ann"


def test_another_kind_of_task_is_answered_on_the_same_page(tmp_path: Path) -> None:
    project = asked(tmp_path, "kind: multilabel, labels: [a, a/b, c], separator: /", '["c"]')
    put_certificate(project)
    at = show(tmp_path, "review", actor="ann").toggle(key="plain-form").set_value(True).run()
    at.multiselect[0].select("a").select("a/b").run()
    at = button(at, "Submit")
    assert answers(tmp_path) == [("annotation.submitted", "ann", '["a/b","c"]', "rest", False)]
    assert errors(at) == []


def test_a_text_that_is_judged_is_not_said_to_be_hidden(tmp_path: Path) -> None:
    sample_audit(asked(tmp_path, "kind: generate", "Because."), rate=1.0)
    at = show(tmp_path, "review", actor="ann").toggle(key="plain-form").set_value(True).run()
    assert "how many suggested texts may stand" in words(at)
    button(at, "Accept")
    assert answers(tmp_path) == [("annotation.submitted", "ann", "Because.", "audit", True)]
