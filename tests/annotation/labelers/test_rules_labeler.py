"""The rules labeler: what a rule speaks on, what rules are worth, and what becomes of contradictions."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.labelers import LABELERS, Example, Question, Suggestion, Task
from annotation.labelers._rules.report import RuleReport, rule_report
from annotation.labelers._rules.rule import Matcher, read_rule_file, read_rules
from pipelines.core.errors import VerilodeError

TASK = Task(("refund", "parcel", "other"))
REFUND = {"label": "refund", "any": ["refund", "money  back"], "none": ["no refund"]}
PARCEL = {"label": "parcel", "pattern": r"parcel|tracking #\d+", "name": "tracking"}


def ask(text: str, examples: list[Example] | None = None, *rules: dict[str, Any], task: Task = TASK) -> Suggestion:
    """The suggestion for one text."""
    labeler = LABELERS.build("rules", {"rules": list(rules) or [REFUND, PARCEL]})
    [found] = labeler.suggest([Question("q", text)], examples or [], task)
    return found


def taught(text: str, right: int, wrong: int, label: str = "refund") -> list[Example]:
    """Verified examples with one text, some of which have the label."""
    answers = [label] * right + ["other"] * wrong
    return [Example(text, answer, None, f"{label}{n}") for n, answer in enumerate(answers)]


@pytest.mark.parametrize(
    ("rule", "text", "speaks"),
    [
        (REFUND, "I want my MONEY\n back!", True),
        (REFUND, "Refund? There is no refund.", False),
        (REFUND, "refunded", False),
        (REFUND, "prerefund", False),
        ({"label": "x", "all": ["card", "lost"]}, "lost my card", True),
        ({"label": "x", "all": ["card", "lost"]}, "lost my cards", False),
        ({"label": "x", "any": "C++"}, "I like C++.", True),
        ({"label": "x", "any": [".*"]}, "anything", False),
        ({"label": "x", "any": ["退款"]}, "我要 退款", True),
        (PARCEL, "see tracking #123", True),
        (PARCEL, "see tracking #", False),
        ({"label": "x", "pattern": "(?i)late", "none": ["not late"]}, "LATE", True),
    ],
)
def test_where_a_rule_speaks(rule: dict[str, Any], text: str, speaks: bool) -> None:
    [found] = read_rules([rule], "here")
    assert Matcher(found).speaks(text) is speaks


def test_an_unchecked_rule_counts_as_a_coin() -> None:
    found = ask("a refund")
    assert (found.value, found.confidence, found.basis) == ("refund", pytest.approx(0.5), "rules")
    assert found.rationale == "rule 1: refund"


def test_a_checked_rule_is_as_probable_as_it_was_right() -> None:
    assert ask("a refund", taught("refund", 8, 0)).confidence == pytest.approx(9 / 10)
    assert ask("a refund", taught("refund", 6, 2)).confidence == pytest.approx(7 / 10)


def test_nobody_speaks() -> None:
    found = ask("good morning")
    assert (found.value, found.confidence, found.cause) == (None, None, "rules_silent")


def test_equal_rules_that_contradict_each_other_go_to_a_person() -> None:
    assert ask("refund my parcel").cause == "rules_disagree"


def test_the_better_rule_wins() -> None:
    examples = taught("refund", 18, 0) + taught("parcel", 5, 3, "parcel")
    found = ask("refund my parcel", examples)
    # .95 · .4/2 against .6 · .05/2 against .05/2 · .4/2
    assert (found.value, found.confidence) == ("refund", pytest.approx(0.19 / (0.19 + 0.015 + 0.005)))


def test_rules_that_agree_are_surer_than_each_of_them() -> None:
    second = {"label": "refund", "any": ["money"]}
    found = ask("refund the money", taught("refund money", 8, 2), REFUND, second)
    assert found.confidence is not None
    assert found.confidence > 0.9


def test_with_many_checks_the_confidence_is_the_share_that_is_right() -> None:
    """Two rules that always speak together prove no more than one of them."""
    second = {"label": "refund", "any": ["money"]}
    found = ask("refund the money", taught("refund money", 60, 40), REFUND, second)
    assert found.confidence == pytest.approx(0.6, abs=0.02)


def test_any_number_of_labels_may_be_spoken_for() -> None:
    task = Task(("refund", "parcel", "other"), kind="multilabel")
    examples = [Example("refund the parcel", '["parcel","refund"]', None, f"e{n}") for n in range(8)]
    found = ask("refund my parcel", examples, task=task)
    assert (found.value, found.confidence) == ('["parcel","refund"]', pytest.approx(0.9 * 0.9 * 0.9))


def test_labels_the_rules_miss_make_a_set_less_probable() -> None:
    task = Task(("refund", "parcel", "other"), kind="multilabel")
    examples = [Example("refund", '["other","refund"]', None, f"e{n}") for n in range(8)]
    assert ask("refund", examples, task=task).confidence == pytest.approx(0.9 * 0.1)


def test_a_pattern_that_does_not_come_to_an_end_is_given_up_on() -> None:
    evil = {"label": "refund", "pattern": r"^(\w|\w\w)*\d$"}
    assert ask("ab" * 60 + "!", None, evil).cause == "rule_too_slow"
    assert ask("short", None, evil).cause == "rules_silent"


def test_a_pattern_that_keeps_doing_so_stops_the_run() -> None:
    evil = {"label": "refund", "pattern": r"^(\w|\w\w)*\d$", "name": "evil"}
    labeler = LABELERS.build("rules", {"rules": [evil]})
    questions = [Question(f"q{n}", "ab" * 60 + "!") for n in range(15)]
    with pytest.raises(VerilodeError, match="the pattern of 'evil' takes too long on 10 texts; simplify it"):
        list(labeler.suggest(questions, [], TASK))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("refund", "rule 1 is no mapping"),
        ({"any": ["x"]}, "rule 1 names no label"),
        ({"label": "refund"}, "rule 1 has neither 'any' nor 'all' nor 'pattern'"),
        ({"label": "refund", "none": ["x"]}, "rule 1 has neither"),
        ({"label": "refund", "words": ["x"]}, "rule 1 has no part 'words'; it has: all, any, label"),
        ({"label": "refund", "any": [3]}, "rule 1 has something in 'any' that is no phrase"),
        ({"label": "refund", "any": {"x": 1}}, "rule 1 has something in 'any' that is no phrase"),
        ({"label": "refund", "pattern": "("}, "rule 1 has a pattern that is no regular expression"),
        ({"label": "refund", "pattern": "x" * 501}, "no text of at most 500 characters"),
        ({"label": "root", "any": ["x"]}, "'rule 1' speaks for 'root', which is not one of the 3 labels"),
    ],
)
def test_what_is_no_rule_is_one_line(rule: Any, reason: str) -> None:
    with pytest.raises(VerilodeError) as caught:
        ask("text", None, rule)
    assert reason in str(caught.value)


def test_without_rules_nothing_starts() -> None:
    with pytest.raises(VerilodeError, match="labeler 'rules' needs rules"):
        LABELERS.build("rules", {})


def test_rules_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- label: refund\n  any: refund\n- {label: parcel, pattern: 'par+cel'}\n")
    assert [(rule.name, rule.label) for rule in read_rule_file(file)] == [("rule 1", "refund"), ("rule 2", "parcel")]
    found = list(LABELERS.build("rules", {"file": str(file)}).suggest([Question("q", "a parrcel")], [], TASK))
    assert found[0].value == "parcel"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "rules.yaml: cannot be read: No such file or directory"),
        ("a: b: c", "rules.yaml:1: is no YAML"),
        ("label: refund", "rules.yaml: holds no list of rules"),
        ("- label: refund", "rules.yaml: labeler 'rules': rule 1 has neither"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, text: str | None, reason: str) -> None:
    file = tmp_path / "rules.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(VerilodeError) as caught:
        LABELERS.build("rules", {"file": str(file)})
    assert reason in str(caught.value)


def test_the_report_counts_coverage_clashes_and_precision() -> None:
    rules = read_rules([REFUND, PARCEL], "here")
    texts = ["refund", "refund of the parcel", "hello", "money back"]
    questions = [Question(f"q{n}", text) for n, text in enumerate(texts)]
    assert rule_report(rules, questions, taught("refund", 3, 1), TASK) == [
        RuleReport("rule 1", "refund", 3, 0.75, 1, 4, 3, 0.75),
        RuleReport("tracking", "parcel", 1, 0.25, 1, 0, 0, None),
    ]


@given(st.text(max_size=40))
def test_a_phrase_is_found_in_a_text_that_is_the_phrase(phrase: str) -> None:
    if phrase.strip():
        [rule] = read_rules([{"label": "x", "any": [phrase]}], "here")
        assert Matcher(rule).speaks(phrase)
