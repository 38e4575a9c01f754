"""The compare page: the verdict, the gate, its figures, and what tuning did to each answer."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from app.views.answers import Answered, answers, graded, in_order
from pipelines.store.project import Project
from tests.fakes.pages import show, words


def test_without_an_evaluation_it_names_the_command(empty: Path) -> None:
    assert show(empty, "compare").code[0].value == "verilode evaluate latest"


def test_the_figures_are_the_reports(done: Path) -> None:
    at = show(done, "compare")
    rows = at.dataframe[1].value.set_index(["set", "metric", "model"])
    assert rows["value"][("test", "exact_match", "base")] == "0.0 %"
    assert rows["value"][("general", "exact_match", "tuned")] == "100.0 %"
    assert rows["tuned is ahead by"][("general", "exact_match", "base")] == "+100.0% (+100.0% to +100.0%)"
    assert rows["95 % interval"][("test", "exact_match", "base")].startswith("0.0 % to ")
    assert "**Verdict: better**" in words(at)


def test_the_gate_says_what_is_still_open(done: Path) -> None:
    at = show(done, "compare")
    checks = at.dataframe[0].value.set_index("check")
    assert checks["result"]["test against base"] == "✓ pass"
    assert checks["result"]["general kept"] == "? unknown"
    assert "Not enough data for a decision: general kept." in words(at)


def test_the_parts_of_the_test_split_have_a_chart_and_a_table(done: Path) -> None:
    at = show(done, "compare")
    assert set(at.dataframe[2].value["part"]) == {"label: eye", "label: injury", "label: skin"}
    assert len(at.get("vega_lite_chart")) == 1


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


def scored(name: str, base: float, tuned: float) -> Answered:
    return Answered(name, "test", "?", "a", base="b", tuned="c", scores={"base": base, "tuned": tuned})


def test_answers_with_a_score_are_put_in_order() -> None:
    three = [scored("same", 0.5, 0.5), scored("lost", 0.9, 0.2), scored("gained", 0.1, 0.6)]
    assert [one.record_id for one in in_order(three, "lost most")] == ["lost", "same", "gained"]
    assert [one.record_id for one in in_order(three, "gained most")] == ["gained", "same", "lost"]
    assert [one.record_id for one in in_order(three, "lowest tuned")] == ["lost", "same", "gained"]
    assert graded(three) and not graded([scored("right", 0.0, 1.0)])


def test_scores_beside_the_report_make_the_page_sort_by_them(mine: Path) -> None:
    (run,) = mine.glob("runs/*")
    said = [one for one in answers(Project.open(mine), run.name) if one.set == "general"]
    rows = [
        {"record_id": one.record_id, "set": "general", "model": model, "metric": "chrf", "score": score}
        for number, one in enumerate(said)
        for model, score in (("base", 0.25), ("tuned", 0.5 + number / 4))
    ]
    pq.write_table(pa.Table.from_pylist(rows), run / "evaluation" / "items.parquet")
    at = show(mine, "compare")
    at.radio(key="answer-set").set_value("general").run()
    at.segmented_control(key="answer-order").set_value("gained most").run()
    captions = [one.value for one in at.caption if one.value.startswith(("base ", "tuned "))]
    assert captions == ["base 25 %", "tuned 75 %", "base 25 %", "tuned 50 %"]
