"""The report: small answer sheets and the figures one can count on them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.fakes.answered import sheet_of
from training.evaluation.report import make_report
from training.evaluation.sheet import Sheet

TRUTH = ["eye", "eye", "ear", "skin"]


def test_figures_of_both_models_their_difference_and_a_verdict():
    answers = {"base": ["", "eye", "", ""], "tuned": ["eye", "Eye ", "ear", "ear"]}
    report = make_report({"test": sheet_of(TRUTH, answers)})
    assert report["base"]["exact_match"] == 0.25
    assert report["tuned"]["exact_match"] == 0.75
    assert report["tuned"]["macro_f1"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert report["difference"]["difference"] == 0.5
    assert [report["difference"][name] for name in ("gained", "lost", "n")] == [2, 0, 4]
    assert report["verdict"]["verdict"] == "not enough data"


def test_wilson_keeps_an_interval_where_nothing_was_right():
    report = make_report({"test": sheet_of(TRUTH, {"base": [""] * 4, "tuned": TRUTH})})
    low, high = report["base"]["exact_match_interval"]
    assert (low, high) == (0.0, pytest.approx(0.49, abs=0.01))


def test_a_lost_general_set_outweighs_a_won_test_set():
    won = sheet_of(TRUTH * 10, {"base": [""] * 40, "tuned": TRUTH * 10})
    lost = sheet_of(["hot"] * 100, {"base": ["hot"] * 100, "tuned": ["skin"] * 100})
    report = make_report({"test": won, "general": lost})
    assert report["verdict"]["verdict"] == "worse"
    assert report["sets"]["general"]["difference"]["exact_match"]["difference"] == -1.0


def test_equal_answers_give_equal_reports():
    answers = {"base": ["eye"] * 20, "tuned": TRUTH * 5}
    assert make_report({"test": sheet_of(TRUTH * 5, answers)}) == make_report({"test": sheet_of(TRUTH * 5, answers)})


def test_the_tuned_model_is_also_compared_with_the_promoted_one():
    answers = {"base": [""] * 40, "tuned": TRUTH * 10, "promoted": ["eye"] * 40}
    test = make_report({"test": sheet_of(TRUTH * 10, answers)})["sets"]["test"]
    assert test["promoted"]["exact_match"] == 0.5
    assert test["against_promoted"]["exact_match"]["difference"] == 0.5


def grouped(wins: int, groups: Sequence[int]) -> Sheet:
    """The tuned model alone is right on the first `wins` of the questions."""
    tuned = ["eye"] * wins + ["no"] * (len(groups) - wins)
    sheet = sheet_of(["eye"] * len(groups), {"base": ["no"] * len(groups), "tuned": tuned})
    return replace(sheet, groups=groups)


def test_forty_copies_of_one_case_prove_no_more_than_one():
    alone = make_report({"test": grouped(40, range(80))})["difference"]
    copied = make_report({"test": grouped(40, [i // 40 for i in range(80)])})["difference"]
    assert alone["low"] > 0.3 and alone["p"] < 0.001
    assert (copied["low"], copied["groups"]) == (0.0, 2)
    assert copied["p"] > 0.5


def test_an_error_is_turned_round_so_that_above_0_is_better():
    sheet = sheet_of(TRUTH, {"base": [""] * 4, "tuned": TRUTH})
    told = {model: [replace(one, confidence=0.9) for one in of] for model, of in sheet.answers.items()}
    sheet = Sheet(told, (("exact_match", {}), ("calibration", {})))
    measured = make_report({"test": sheet})["sets"]["test"]
    assert measured["tuned"]["calibration"] < measured["base"]["calibration"]
    assert measured["difference"]["calibration"]["difference"] > 0


def test_the_reliability_curve_sets_stated_against_right():
    sheet = sheet_of(["a"] * 40, {"base": ["b"] * 40, "tuned": ["a"] * 20 + ["b"] * 20})
    told = {m: [replace(a, confidence=0.5 + i / 100) for i, a in enumerate(of)] for m, of in sheet.answers.items()}
    found = make_report({"test": replace(sheet, answers=told)})["calibration"]["tuned"]
    assert (found["n"], sum(one["n"] for one in found["bins"])) == (40, 40)
    assert found["bins"][0]["right"] == 1.0 and found["bins"][-1]["right"] == 0.0


def test_a_metric_that_cannot_be_measured_is_named_and_the_others_stand():
    sheet = replace(
        sheet_of(TRUTH, {"base": TRUTH, "tuned": TRUTH}), metrics=(("exact_match", {}), ("calibration", {}))
    )
    measured = make_report({"test": sheet})["sets"]["test"]
    assert list(measured["not_measured"]) == ["calibration"]
    assert "confidence" in measured["not_measured"]["calibration"]
    assert measured["metrics"] == ["exact_match"]


def test_what_is_chosen_by_likelihood_stands_beside_what_is_said():
    sheet = replace(
        sheet_of(["a", "b"], {"base": ["a", "b"], "tuned": ["a", "b"]}),
        chose={"base": [True, True], "tuned": [False, True]},
    )
    measured = make_report({"test": sheet_of(TRUTH, {"base": TRUTH, "tuned": TRUTH}), "law": sheet})["sets"]["law"]
    assert (measured["tuned"]["exact_match"], measured["choices"]["tuned"]["right"]) == (1.0, 0.5)
    assert measured["choices"]["difference"]["difference"] == -0.5
