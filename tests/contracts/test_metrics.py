"""The contract of every metric: a share, one per item where it has items, and equal input gives equal output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.kinds import KINDS
from tests.fakes.answered import sheet
from training.metrics import METRICS, fits

every_metric = pytest.mark.parametrize("name", METRICS.names())
TEXTS = st.text(max_size=6)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=12)


@every_metric
def test_it_says_what_it_is_and_explains_its_options(name):
    assert METRICS.summary(name)
    assert all(option.help and not option.required for option in METRICS.options(name))


@every_metric
def test_the_kinds_it_is_measured_for_exist(name):
    assert set(fits(name)) <= set(KINDS.names())


@every_metric
@given(pairs=PAIRS)
def test_a_share_of_whatever_was_said(name, pairs):
    answers = sheet([wanted for wanted, _ in pairs], [said for _, said in pairs], [0.5] * len(pairs))
    score = METRICS.build(name)(answers)
    assert 0 <= score.value <= 1
    assert score.items is None or len(score.items) == len(pairs)
    assert METRICS.build(name)(answers) == score


@every_metric
@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_the_expected_answers_are_never_bettered(name, texts):
    metric = METRICS.build(name)
    if fits(name):  # a metric that is only measured on demand may need more than texts
        assert metric(sheet(texts, texts, [1.0] * len(texts))).value == 1.0
