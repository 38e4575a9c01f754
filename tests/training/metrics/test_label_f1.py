"""Example-based F1 of label sets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from tests.fakes.answered import sheet
from training.metrics.label_f1 import label_f1

LABELS = ["ear", "eye", "skin"]
SETS = st.lists(st.sampled_from(LABELS), unique=True)


@pytest.mark.parametrize(
    ("wanted", "said", "f1"),
    [
        ('["ear","eye"]', '["eye"]', 2 / 3),
        ('["ear"]', '["eye"]', 0.0),
        ('["ear"]', '["ear","ear"]', 1.0),
        ("[]", "[]", 1.0),
        ("[]", '["eye"]', 0.0),
        ("[]", "no list", 0.0),
        ("eye", "Eye", 1.0),
    ],
)
def test_one_question_at_a_time(wanted, said, f1):
    assert label_f1()(sheet([wanted], [said])).items == (pytest.approx(f1),)


def test_same_sets_and_unreadable_answers_are_counted():
    score = label_f1()(sheet(['["a"]', '["a"]', '["a"]'], ['["a"]', '["a","b"]', "a"]))
    assert score.parts == pytest.approx({"same_set": 1 / 3, "unreadable": 1 / 3})


@given(st.lists(st.tuples(SETS, SETS), min_size=1))
def test_agrees_with_scikit_learn(pairs):
    wanted, said = zip(*pairs, strict=True)
    binary = MultiLabelBinarizer(classes=LABELS)
    reference = f1_score(binary.fit_transform(wanted), binary.transform(said), average="samples", zero_division=1)
    answers = sheet([json.dumps(one) for one in wanted], [json.dumps(one) for one in said])
    assert label_f1()(answers).value == pytest.approx(reference)
