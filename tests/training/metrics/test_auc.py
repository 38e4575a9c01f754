"""AUC against scikit-learn, and its interval against what it promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from training.metrics._auc import auc, auc_interval

SCORES = st.lists(st.sampled_from([0.1, 0.4, 0.5, 0.9]), min_size=1, max_size=20)


@given(SCORES, SCORES)
def test_agrees_with_scikit_learn_ties_included(good, bad):
    reference = roc_auc_score([1] * len(good) + [0] * len(bad), good + bad)
    assert auc(good, bad) == pytest.approx(reference)


def test_a_perfect_auc_of_few_texts_is_not_certain():
    low, high = auc_interval(1.0, 10, 10)
    assert 0.7 < low < 0.9
    assert high == 1.0


@given(st.floats(0, 1), st.integers(2, 500), st.integers(2, 500))
def test_the_interval_holds_the_value(value, positives, negatives):
    low, high = auc_interval(value, positives, negatives)
    assert 0 <= low <= value <= high <= 1


def test_the_interval_covers_as_often_as_it_says():
    chance, truth = np.random.default_rng(0), 0.760  # two normals one deviation apart: Φ(1/√2)
    hit = 0
    for _ in range(400):
        low, high = auc_interval(auc(chance.normal(1, 1, 30), chance.normal(0, 1, 40)), 30, 40)
        hit += low <= truth <= high
    assert hit / 400 == pytest.approx(0.95, abs=0.03)
