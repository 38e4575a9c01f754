"""The compare page: the verdict, its figures, and what tuning did to each answer."""

from collections import Counter
from pathlib import Path

from app.views.answers import Answered, answers
from pipelines.store.project import Project
from tests.fakes.pages import show, words


def test_without_an_evaluation_it_names_the_command(empty: Path) -> None:
    assert show(empty, "compare").code[0].value == "verilode evaluate latest"


def test_the_figures_are_the_reports(done: Path) -> None:
    at = show(done, "compare")
    rows = at.dataframe[0].value.set_index(["set", "model"])["exact match"].to_dict()
    assert rows[("test", "base")] == "0.0 %"
    assert rows[("general", "tuned")] == "100.0 %"
    assert "**Verdict: better**" in words(at)


def test_answers_agree_with_the_report(done: Path) -> None:
    (run,) = done.glob("runs/*")
    found = Counter((one.set, one.outcome) for one in answers(Project.open(done), run.name))
    assert found.pop(("test", "both wrong")) == 1
    assert set(found) == {("test", "fixed by tuning"), ("general", "fixed by tuning")}


def test_other_outcomes_are_one_click_away(done: Path) -> None:
    at = show(done, "compare")
    at.segmented_control(key="outcome").set_value("both wrong").run()
    captions = [one.value for one in at.caption]
    assert captions.count("tuned ✕ wrong") == captions.count("base ✕ wrong") == 1


def test_the_general_questions_can_be_chosen(done: Path) -> None:
    at = show(done, "compare")
    at.radio(key="answer-set").set_value("general").run()
    assert any("What is 2 + 2?" in one.proto.body for one in at.get("html"))


def test_an_answer_counts_as_the_metric_counts_it() -> None:
    one = Answered("r1", "test", "?", "skin", base="Skin ", tuned="the skin")
    assert (one.base_right, one.tuned_right, one.outcome) == (True, False, "broken by tuning")
