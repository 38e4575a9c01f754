"""Macro-F1 against hand counts and scikit-learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from tests.fakes.answered import sheet
from training.metrics.macro_f1 import macro_f1

LABELS = ("eye", "ear", "skin")


def test_a_rare_class_counts_as_much_as_a_common_one():
    # eye: 2·3/(3+4), ear: 0
    assert macro_f1()(sheet(["eye", "eye", "eye", "ear"], ["eye"] * 4)).value == pytest.approx((6 / 7 + 0) / 2)


def test_case_and_white_space_are_no_other_class():
    assert macro_f1()(sheet(["Eye\n", "ear"], ["eye", " EAR"])).value == 1.0
    assert macro_f1(ignore_case=False)(sheet(["Eye", "ear"], ["eye", "ear"])).value == 0.5


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from([*LABELS, "nonsense"])), min_size=1))
def test_agrees_with_scikit_learn_on_the_expected_classes(pairs):
    expected, answered = zip(*pairs, strict=True)
    reference = f1_score(expected, answered, labels=sorted(set(expected)), average="macro", zero_division=0)
    assert macro_f1()(sheet(expected, answered)).value == pytest.approx(reference)
