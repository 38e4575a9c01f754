"""chrF against sacrebleu, and at the edges where n-grams run out."""

import pytest
from sacrebleu import sentence_chrf

from tests.fakes.answered import sheet
from training.metrics.chrf import chrf

EXPECTED, ANSWERED = "the pump must be oiled weekly", "oil the pump every week"


def test_one_answer_is_scored_as_sacrebleu_does():
    reference = sentence_chrf(ANSWERED, [EXPECTED]).score / 100
    assert chrf()(sheet([EXPECTED], [ANSWERED])).items == (pytest.approx(reference),)


def test_word_order_makes_it_chrf_plus_plus():
    reference = sentence_chrf(ANSWERED, [EXPECTED], word_order=2).score / 100
    assert chrf(word_order=2)(sheet([EXPECTED], [ANSWERED])).value == pytest.approx(reference)


def test_a_long_answer_weighs_more_in_the_corpus_than_a_short_one():
    score = chrf()(sheet([EXPECTED, "ok"], [EXPECTED, "zz"]))
    assert score.value == pytest.approx(0.5, abs=0.1)
    assert score.parts["corpus"] > 0.8


@pytest.mark.parametrize(("expected", "answered", "value"), [("", "", 1.0), ("?", "?", 1.0), ("", "x", 0.0)])
def test_texts_too_short_for_any_n_gram(expected, answered, value):
    assert chrf()(sheet([expected], [answered])).value == value
