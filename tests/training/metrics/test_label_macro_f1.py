"""Macro-F1 over the labels of label sets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from tests.fakes.answered import sheet
from training.metrics.label_macro_f1 import label_macro_f1

LABELS = ["ear", "eye", "skin"]
SETS = st.lists(st.sampled_from(LABELS), unique=True)


def test_a_rare_label_counts_as_much_as_a_common_one():
    score = label_macro_f1()(sheet(['["eye"]', '["eye"]', '["ear","eye"]'], ['["eye"]'] * 3))
    assert (score.value, score.parts["labels"]) == (0.5, 2.0)


def test_a_label_that_is_wanted_nowhere_is_no_class_of_its_own():
    assert label_macro_f1()(sheet(['["eye"]'], ['["eye","ear"]'])).value == 1.0


def test_where_nothing_is_wanted_only_silence_is_right():
    assert label_macro_f1()(sheet(["[]"], ["[]"])).value == 1.0
    assert label_macro_f1()(sheet(["[]"], ['["eye"]'])).value == 0.0


@given(st.lists(st.tuples(SETS.filter(bool), SETS), min_size=1))
def test_agrees_with_scikit_learn_on_the_wanted_labels(pairs):
    wanted, said = zip(*pairs, strict=True)
    binary = MultiLabelBinarizer(classes=LABELS)
    seen = [LABELS.index(label) for label in sorted({label for one in wanted for label in one})]
    truth, guess = binary.fit_transform(wanted), binary.transform(said)
    reference = f1_score(truth, guess, labels=seen, average="macro", zero_division=0)
    answers = sheet([json.dumps(one) for one in wanted], [json.dumps(one) for one in said])
    assert label_macro_f1()(answers).value == pytest.approx(reference)
