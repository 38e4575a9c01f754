"""The gate on hand-made answers: what passes, what fails, and what is still open."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.answered import sheet_of
from training.evaluation.gate import GateOptions, gate
from training.evaluation.report import make_report
from training.evaluation.sheet import Sheet

FACTS = {"base_hash": "b" * 64, "tuned_hash": "t" * 64, "leaks": {"snapshot": 0, "suites": {}}}
TEST, GENERAL = 200, 300


def right(first: int, of: int) -> list[str]:
    """Answers of which the first so many are the expected "a"."""
    return ["a"] * first + ["b"] * (of - first)


def sheet(**answers: Sequence[str]) -> Sheet:
    return replace(sheet_of(["a"] * len(answers["base"]), answers), metrics=(("exact_match", {}),))


def report(test: Sheet, general: Sheet | None = None, **facts: Any) -> dict[str, Any]:
    sheets = {"test": test} | ({"general": general} if general else {})
    return make_report(sheets, facts={**FACTS, **facts})


WON = sheet(base=right(80, TEST), tuned=right(160, TEST))
KEPT = sheet(base=right(290, GENERAL), tuned=right(290, GENERAL))
LOST = sheet(base=right(290, GENERAL), tuned=right(200, GENERAL))


def rows(found: Any) -> dict[str, str]:
    return {one.check: one.passed for one in found.checks}


def test_better_on_the_domain_and_general_ability_kept_passes() -> None:
    found = gate(report(WON, KEPT))
    assert (found.result, found.passed) == ("pass", True)
    assert rows(found) == dict.fromkeys(["identities", "test against base", "general kept", "slices", "leaks"], "pass")


def test_better_on_the_domain_but_general_ability_lost_fails() -> None:
    found = gate(report(WON, LOST))
    assert (found.result, found.sentence) == ("fail", "The gate fails: general kept.")


def test_too_few_records_are_not_enough_and_it_says_how_many_would_do() -> None:
    few = sheet(base=right(4, 10), tuned=right(6, 10))
    found = gate(report(few, KEPT))
    (check,) = [one for one in found.checks if one.passed == "unknown"]
    assert (found.result, check.check) == ("not enough data", "test against base")
    assert found.more_records == check.more_records and 15 <= check.more_records <= 40
    assert f"About {check.more_records} more records would settle it." in found.sentence


def test_twenty_general_questions_cannot_show_that_nothing_was_lost() -> None:
    found = gate(report(WON, sheet(base=right(20, 20), tuned=right(20, 20))))
    assert rows(found)["general kept"] == "unknown"
    assert found.more_records == 149 - 20


def test_a_promoted_model_that_is_better_fails_it() -> None:
    both = sheet(base=right(80, TEST), tuned=right(120, TEST), promoted=right(160, TEST))
    found = gate(report(both, KEPT, promoted={"run": "old"}))
    assert rows(found)["test against base"] == "pass"
    assert found.sentence == "The gate fails: test against promoted old."


def test_a_promoted_model_that_is_as_good_passes() -> None:
    both = sheet(base=right(80, TEST), tuned=right(160, TEST), promoted=right(160, TEST))
    assert gate(report(both, KEPT, promoted={"run": "old"})).passed


def test_a_promoted_model_that_was_not_measured_leaves_it_open() -> None:
    found = gate(report(WON, KEPT, promoted={"run": "old", "problem": "its folder is gone"}))
    assert (found.result, found.checks[2].sentence) == (
        "not enough data",
        "The promoted model cannot be compared: its folder is gone.",
    )


def test_one_label_that_got_worse_fails_although_the_whole_got_better() -> None:
    base, tuned = right(80, TEST), right(160, TEST)
    lost = ["a"] * 40, ["b"] * 40
    labels = [("common",)] * TEST + [("rare",)] * 40
    sliced = replace(sheet(base=base + lost[0], tuned=tuned + lost[1]), slices={"label": labels})
    found = gate(report(sliced, KEPT))
    assert found.sentence == "The gate fails: slices."
    assert "label rare (-100.0%, n 40)" in next(one.sentence for one in found.checks if one.check == "slices")


def test_a_part_of_under_thirty_records_is_listed_and_fails_nothing() -> None:
    labels = [("common",)] * TEST + [("rare",)] * 20
    sliced = replace(
        sheet(base=right(80, TEST) + ["a"] * 20, tuned=right(160, TEST) + ["b"] * 20), slices={"label": labels}
    )
    found = report(sliced, KEPT)
    assert [(one["value"], one["tested"]) for one in found["slices"]] == [("common", True), ("rare", False)]
    assert gate(found).passed


def test_answers_that_lost_their_form_fail() -> None:
    broken = replace(WON, valid={"base": [True] * TEST, "tuned": [True] * 160 + [False] * 40})
    assert gate(report(broken, KEPT)).sentence == "The gate fails: format."


def test_one_malformed_answer_in_ten_is_an_open_question() -> None:
    valid = {"base": [True] * 10, "tuned": [False] + [True] * 9}
    assert rows(gate(report(replace(sheet(base=right(2, 10), tuned=right(9, 10)), valid=valid))))["format"] == "unknown"


@pytest.mark.parametrize(
    ("facts", "fails"),
    [
        ({"leaks": {"snapshot": 3, "suites": {}}}, "leaks"),
        ({"leaks": {"snapshot": 0, "suites": {"law": {"items": 50, "in_train": 2}}}}, "leaks"),
        ({"tuned_hash": "b" * 64}, "identities"),
    ],
)
def test_leaks_and_equal_models_fail(facts: dict[str, Any], fails: str) -> None:
    assert gate(report(WON, KEPT, **facts)).sentence == f"The gate fails: {fails}."


def test_a_report_that_says_nothing_of_leaks_or_identities_is_not_passed() -> None:
    found = gate(make_report({"test": WON, "general": KEPT}))
    assert (found.result, rows(found)["leaks"], rows(found)["identities"]) == ("not enough data", "unknown", "unknown")


def test_as_good_as_the_base_is_not_good_enough() -> None:
    same = sheet(base=right(500, 1000), tuned=right(500, 1000))
    assert gate(report(same, KEPT)).sentence == "The gate fails: test against base."


def test_a_least_gain_can_be_asked_for() -> None:
    assert gate(report(WON, KEPT), GateOptions(min_gain=0.3)).passed
    assert gate(report(WON, KEPT), GateOptions(min_gain=0.6)).sentence == "The gate fails: test against base."


def test_choices_by_likelihood_are_a_row_of_their_own() -> None:
    chose = {"base": [True] * GENERAL, "tuned": [True] * 100 + [False] * 200}
    found = gate(report(WON, replace(KEPT, chose=chose)))
    assert (rows(found)["general kept"], rows(found)["general kept (choices)"]) == ("pass", "fail")


def test_the_judge_counts_only_when_it_is_told_to() -> None:
    judge = {"difference": {"low": -0.5, "high": -0.1}, "win_rate": 0.3, "n": 50}
    assert gate(report(WON, KEPT, judge=judge)).passed
    assert gate(report(WON, KEPT, judge=judge), GateOptions(judge=True)).sentence == "The gate fails: judge."


def test_an_option_of_a_wrong_type_is_one_line() -> None:
    with pytest.raises(VerilodeError, match="gate option 'min_gain' is 'much'"):
        GateOptions(min_gain="much")
