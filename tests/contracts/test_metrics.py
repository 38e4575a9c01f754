"""The contract of every metric: a share, one per item where it has items, and equal input gives equal output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.metrics import METRICS

every_metric = pytest.mark.parametrize("name", METRICS.names())
TEXTS = st.text(max_size=6)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=12)


@every_metric
def test_it_says_what_it_is_and_explains_its_options(name):
    assert METRICS.summary(name)
    assert all(option.help and not option.required for option in METRICS.options(name))


@every_metric
@given(pairs=PAIRS)
def test_a_share_of_whatever_was_said(name, pairs):
    expected, answered = [a for a, _ in pairs], [b for _, b in pairs]
    score = METRICS.build(name)(expected, answered)
    assert 0 <= score.value <= 1
    assert score.items is None or len(score.items) == len(pairs)
    assert METRICS.build(name)(expected, answered) == score


@every_metric
@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_the_expected_answers_score_one(name, texts):
    assert METRICS.build(name)(texts, texts).value == 1.0


@every_metric
def test_answers_that_are_missing_are_an_error_and_no_score(name):
    with pytest.raises(ValueError):
        METRICS.build(name)(["a", "b"], ["a"])
