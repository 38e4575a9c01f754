"""The report: small answer sheets and the figures one can count on them."""

import pytest

from training.evaluation.report import make_report

TRUTH = ["eye", "eye", "ear", "skin"]


def test_figures_of_both_models_their_difference_and_a_verdict():
    answers = {"base": ["", "eye", "", ""], "tuned": ["eye", "Eye ", "ear", "ear"]}
    report = make_report({"test": (TRUTH, answers)})
    assert report["base"]["exact_match"] == 0.25
    assert report["tuned"]["exact_match"] == 0.75
    assert report["tuned"]["macro_f1"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert report["difference"]["difference"] == 0.5
    assert (report["difference"]["gained"], report["difference"]["lost"], report["difference"]["n"]) == (
        2,
        0,
        4,
    )
    assert report["verdict"]["verdict"] == "not enough data"


def test_wilson_keeps_an_interval_where_nothing_was_right():
    report = make_report({"test": (TRUTH, {"base": [""] * 4, "tuned": TRUTH})})
    low, high = report["base"]["exact_match_interval"]
    assert (low, high) == (0.0, pytest.approx(0.49, abs=0.01))


def test_a_lost_general_set_outweighs_a_won_test_set():
    won = (TRUTH * 10, {"base": [""] * 40, "tuned": TRUTH * 10})
    lost = (["hot"] * 100, {"base": ["hot"] * 100, "tuned": ["skin"] * 100})
    report = make_report({"test": won, "general": lost})
    assert report["verdict"]["verdict"] == "worse"
    assert report["sets"]["general"]["difference"]["exact_match"]["difference"] == -1.0


def test_equal_answers_give_equal_reports():
    sheet = {"test": (TRUTH * 5, {"base": ["eye"] * 20, "tuned": TRUTH * 5})}
    assert make_report(sheet) == make_report(sheet)
