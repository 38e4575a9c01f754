"""Hierarchical F1: what is above a code counts, too."""

import pytest

from tests.fakes.answered import sheet
from training.metrics.hierarchical_f1 import hierarchical_f1


def of(wanted: str, said: str, **options) -> float:
    return hierarchical_f1(**options)(sheet([wanted], [said])).value


def test_a_code_in_the_right_category_is_worth_something():
    # wanted E11, E11.6, E11.65; said E11, E11.9
    assert of('["E11.65"]', '["E11.9"]') == pytest.approx(2 * 1 / (3 + 2))


def test_a_code_in_another_category_is_worth_nothing():
    assert of('["E11.65"]', '["E10.65"]') == 0.0


def test_the_parent_of_a_code_is_nearly_right_and_the_code_itself_wholly():
    assert of('["E11.65"]', '["E11.6"]') == pytest.approx(2 * 2 / (3 + 2))
    assert of('["E11.65"]', '["E1165"]') == 1.0


def test_only_the_category_can_be_credited():
    # {E11, E11.65} against {E11, E11.69}
    assert of('["E11.65"]', '["E11.69"]', ancestors="category") == pytest.approx(0.5)


def test_words_that_begin_alike_are_no_family():
    assert of('["billing"]', '["billboard"]') == 0.0


def test_a_separator_makes_levels_of_any_label():
    # {law, law/tax, law/tax/vat} against {law, law/tax}
    assert of('["law/tax/vat"]', '["law/tax"]', separator="/") == pytest.approx(0.8)
    assert of('["law/tax/vat"]', '["lawful"]', separator="/") == 0.0


def test_precision_and_recall_are_those_of_the_grown_sets_together():
    score = hierarchical_f1()(sheet(['["E11.9"]', '["I10"]'], ['["E11"]', '["I10","J45"]']))
    assert score.parts == pytest.approx({"precision": 2 / 3, "recall": 2 / 3, "unreadable": 0.0})


def test_an_unreadable_answer_is_wrong():
    score = hierarchical_f1()(sheet(['["E11.9"]'], ["E11.9"]))
    assert (score.value, score.parts["unreadable"]) == (0.0, 1.0)
