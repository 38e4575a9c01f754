"""Thresholds: a slider per rule, what it would keep and drop, the line for the recipe; nothing changes by it."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pipelines.run.clean import clean
from pipelines.store.project import Project
from tests.fakes.pages import errors, show, words


def opened(project: Path) -> AppTest:
    return show(project, "data", tab="Thresholds")


def figures(at: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in at.metric}


def move(at: AppTest, option: str, value: float) -> AppTest:
    return at.select_slider(key=f"threshold-length-{option}").set_value(value).run()


def test_it_opens_with_the_recipes_own_numbers(hostile: Path) -> None:
    at = opened(hostile)
    assert at.select_slider(key="threshold-length-min_words").value == 5
    assert at.select_slider(key="threshold-length-max_words").value is None
    assert figures(at) == {"records before this filter": "25", "kept": "21", "dropped": "4"}
    assert at.code[0].value == "- length: {min_words: 5}"
    assert len(at.get("vega_lite_chart")) == 2


def test_a_moved_slider_counts_anew_and_writes_the_line(hostile: Path) -> None:
    at = move(opened(hostile), "min_words", 8)
    assert figures(at)["dropped"] == "7"
    assert at.metric[1].delta == "-3 against the recipe"
    assert "words · drops 4 → 7 (+3)" in words(at).replace("*", "")
    assert at.code[0].value == "- length: {min_words: 8}"


def test_other_options_of_the_recipe_stay_in_the_line(hostile: Path) -> None:
    at = move(move(opened(hostile), "min_words", 8), "max_words", 12)
    assert at.code[0].value == "- length: {min_words: 8, max_words: 12}"


def test_the_parts_it_would_hit(hostile: Path) -> None:
    at = move(opened(hostile), "min_words", 8)
    assert not at.dataframe
    at.session_state["threshold-parts"] = True
    at.run().segmented_control(key="threshold-by").set_value("label").run()
    assert at.dataframe[0].value.set_index("label")[["dropped by the recipe", "dropped now"]].values.tolist() == [
        [4, 7],
        [0, 0],
    ]


def test_back_to_the_recipe(hostile: Path) -> None:
    at = move(opened(hostile), "min_words", 8)
    at.button(key="threshold-back").click().run()
    assert figures(at)["dropped"] == "4"
    assert at.select_slider(key="threshold-length-min_words").value == 5


def test_a_minimum_above_the_maximum_is_one_line(hostile: Path) -> None:
    at = move(move(opened(hostile), "min_words", 12), "max_words", 8)
    assert errors(at) == ["words: the minimum 12 is above the maximum 8"]


def test_the_line_at_the_threshold_moves(hostile: Path) -> None:
    at = move(opened(hostile), "min_words", 8)
    chart = at.get("vega_lite_chart")[1].proto
    assert "rule" in {layer["mark"]["type"] for layer in json.loads(chart.spec)["layer"]}


def test_nothing_is_written(hostile: Path) -> None:
    before = sorted(file.name for file in Project.open(hostile).tables.root.iterdir())
    recipe = (hostile / "verilode.yaml").read_text()
    move(opened(hostile), "min_words", 8)
    assert sorted(file.name for file in Project.open(hostile).tables.root.iterdir()) == before
    assert (hostile / "verilode.yaml").read_text() == recipe


def test_another_filter(hostile: Path) -> None:
    at = opened(hostile)
    at.selectbox(key="threshold-filter").set_value("symbols").run()
    assert at.select_slider(key="threshold-symbols-min_share").value == 0.5
    assert "symbols · drops 0" in words(at).replace("*", "")


def test_a_recipe_without_such_filters_says_so(done: Path) -> None:
    assert "No thresholds to try." in words(opened(done))


def test_signals_that_are_not_there_yet_need_one_cleaning(mine: Path) -> None:
    recipe = mine / "verilode.yaml"
    recipe.write_text(recipe.read_text().replace("[normalise,", "[normalise, repetition,"))
    at = opened(mine)
    assert at.code[0].value == "verilode clean"
    assert not at.metric


def test_rules_without_numbers_say_so_and_percentiles_have_shares(mine: Path) -> None:
    recipe = mine / "verilode.yaml"
    steps = "[language: {languages: [en]}, length_window: {of: instruction, high: 0.99, fewest: 1},"
    recipe.write_text(recipe.read_text().replace("[normalise,", steps))
    clean(Project.open(mine))
    at = opened(mine)
    assert "It compares no numbers, so there is nothing to move." in words(at)
    at.selectbox(key="threshold-filter").set_value("length_window").run()
    at.select_slider(key="threshold-length_window-high").set_value(0.9).run()
    assert at.code[0].value.endswith("{of: instruction, high: 0.9, fewest: 1}")


def test_a_stop_that_is_gone_falls_back_to_the_recipes_number(hostile: Path) -> None:
    at = opened(hostile)
    at.session_state["threshold-length-min_words"] = 999
    assert at.run().select_slider(key="threshold-length-min_words").value == 5
