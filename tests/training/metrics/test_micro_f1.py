"""Micro-F1 of label sets against hand counts and scikit-learn."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from tests.fakes.answered import sheet
from training.metrics.micro_f1 import micro_f1

LABELS = ["ear", "eye", "skin"]
SETS = st.lists(st.sampled_from(LABELS), unique=True)


def test_every_label_counts_the_same():
    # hits: eye, skin; said 3, wanted 4
    score = micro_f1()(sheet(['["eye","skin"]', '["ear","eye"]'], ['["eye","skin","ear"]', "[]"]))
    assert score.value == pytest.approx(2 * 2 / (3 + 4))
    assert score.parts == pytest.approx({"precision": 2 / 3, "recall": 2 / 4, "unreadable": 0.0})


@pytest.mark.parametrize("answer", ["eye", '["eye"', '{"labels": ["eye"]}', "[1]", '[["eye"]]', "null", ""])
def test_an_unreadable_answer_is_wrong_and_counted(answer):
    score = micro_f1()(sheet(['["eye"]', '["eye"]'], ['["eye"]', answer]))
    # one hit, two said (the unreadable one as one wrong label), two wanted
    assert score.value == pytest.approx(0.5)
    assert score.parts["unreadable"] == 0.5


def test_an_unreadable_answer_is_wrong_where_nothing_is_wanted_too():
    assert micro_f1()(sheet(["[]"], ["none"])).value == 0.0
    assert micro_f1()(sheet(["[]"], ["[]"])).value == 1.0


def test_case_is_forgiven_unless_told_otherwise():
    answers = sheet(['["Eye"]'], ['["eye "]'])
    assert micro_f1()(answers).value == 1.0
    assert micro_f1(ignore_case=False)(answers).value == 0.0


@given(st.lists(st.tuples(SETS, SETS), min_size=1))
def test_agrees_with_scikit_learn(pairs):
    wanted, said = zip(*pairs, strict=True)
    binary = MultiLabelBinarizer(classes=LABELS)
    reference = f1_score(binary.fit_transform(wanted), binary.transform(said), average="micro", zero_division=1)
    answers = sheet([json.dumps(one) for one in wanted], [json.dumps(one) for one in said])
    assert micro_f1()(answers).value == pytest.approx(reference)
