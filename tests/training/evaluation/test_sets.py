"""Question sets: files read line by line, and the metrics each set is measured with."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import Example
from training.evaluation import chosen
from training.evaluation.plan import Plan, read_plan, suites_of, write_plan
from training.evaluation.sets import Item, read_suite, values_of

LINE = {"instruction": "2 + 2?", "response": "4"}


def suite(folder: Path, *rows: Any) -> Path:
    file = folder / "s.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def item(answer: str, **meta: Any) -> Item:
    return Item(Example("r", ({"role": "user", "content": "?"},), answer), meta=meta)


def test_a_line_is_a_question_with_its_entries(tmp_path: Path) -> None:
    row = {"q": "2 + 2?", "response": "4", "system": "Be brief.", "choices": ["3", "4"], "test": "assert"}
    (one,) = read_suite(suite(tmp_path, row), {"instruction": "q"})
    assert [turn["role"] for turn in one.example.prompt] == ["system", "user"]
    assert (one.prompt, one.example.answer, one.choices) == ("2 + 2?", "4", ("3", "4"))
    assert (one.example.record_id, one.meta["test"]) == ("s.jsonl:1", "assert")


def test_a_gzipped_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    assert read_suite(file)[0].prompt == "2 + 2?"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"instruction": "?"}, "s.jsonl, line 2: has no text under 'response'"),
        ([1], "line 2: is no JSON object"),
        ({**LINE, "choices": ["4"]}, "choices must be a list of at least two texts"),
        ({**LINE, "choices": ["3", "5"]}, "the response is none of the choices"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: Any, why: str) -> None:
    with pytest.raises(VerilodeError) as refused:
        read_suite(suite(tmp_path, LINE, row))
    assert why.split("line 2: ")[-1] in str(refused.value)
    assert "s.jsonl" in str(refused.value) and "2" in str(refused.value)


def test_an_empty_file_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="holds no question"):
        read_suite(suite(tmp_path))


def test_a_recipes_suites_are_files_of_the_project(tmp_path: Path) -> None:
    file = suite(tmp_path, LINE)
    assert suites_of({"law": "s.jsonl"}, tmp_path) == {"law": {"file": str(file)}}


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ({"law": "gone.jsonl"}, "no such file for the suite 'law'"),
        ({"law": {"path": "s.jsonl"}}, "must be a file, or have an entry file"),
        ({"law": {"file": "s.jsonl", "metric": "chrf"}}, "has no entry 'metric'"),
        ({"test": "s.jsonl"}, "cannot be called 'test'"),
        (["s.jsonl"], "must be names with files, not list"),
    ],
)
def test_a_wrong_suite_is_one_line(tmp_path: Path, section: Any, why: str) -> None:
    suite(tmp_path, LINE)
    with pytest.raises(VerilodeError, match=why):
        suites_of(section, tmp_path)


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = Plan(
        "rank", ("a",), suites={"law": {"file": "x"}}, metrics=("chrf",), slices=("label",), judge={"model": "m"}
    )
    write_plan(tmp_path, plan)
    assert (read_plan(tmp_path), read_plan(tmp_path).id) == (plan, plan.id)


@pytest.mark.parametrize(
    ("plan", "decides"),
    [
        (Plan("classify"), "exact_match"),
        (Plan("multilabel"), "label_f1"),
        (Plan("multilabel", separator="/"), "hierarchical_f1"),
        (Plan("spans"), "span_f1"),
        (Plan("generate"), "chrf"),
        (Plan("rank"), "nearer_chosen"),
        (Plan("generate", metric="token_f1"), "token_f1"),
    ],
)
def test_the_kind_of_task_decides_what_decides(plan: Plan, decides: str) -> None:
    assert chosen.test_metrics(plan, [item("a", rejected="b")])[0][0] == decides


def test_pairs_without_a_rejected_answer_go_by_likeness_to_the_chosen() -> None:
    assert chosen.test_metrics(Plan("rank"), [item("a")])[0][0] == "chrf"


def test_the_recipe_adds_metrics_with_options() -> None:
    found = dict(
        chosen.test_metrics(Plan("generate", metrics=({"chrf": {"word_order": 2}}, "json_valid")), [item("a")])
    )
    assert found["chrf"] == {"word_order": 2}
    assert "json_valid" in found


def test_other_sets_go_by_exact_answers_unless_those_are_long() -> None:
    assert chosen.suite_metrics(Plan(), "general", [item("blue")])[0][0] == "exact_match"
    assert chosen.suite_metrics(Plan(), "general", [item("blue " * 20)])[0][0] == "chrf"
    named = Plan(suites={"law": {"file": "x", "metrics": ["token_f1"]}})
    assert [name for name, _ in chosen.suite_metrics(named, "law", [item("blue")])] == ["token_f1"]


def test_a_metric_that_there_is_not_is_named() -> None:
    with pytest.raises(VerilodeError, match="no metric called 'chrff'; did you mean 'chrf'?"):
        chosen.test_metrics(Plan(metrics=("chrff",)), [item("a")])


def test_items_are_divided_by_label_and_by_their_entries() -> None:
    items = [item("skin", region="north"), item("eye")]
    assert values_of("classify", "label", items) == [("skin",), ("eye",)]
    assert values_of("classify", "meta.region", items) == [("north",), ()]
    assert values_of("generate", "label", items) == [(), ()]
    assert values_of("multilabel", "label", [item('["a","b"]')]) == [("a", "b")]
