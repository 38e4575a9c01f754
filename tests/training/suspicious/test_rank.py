"""Doubts: from losses and answers to an order, and how good that order is where the truth is known."""

import math
from dataclasses import replace

import numpy as np
import pytest

from training.suspicious.rank import CONFIDENT, LOSS, OTHERWISE, SIGNAL, Fit, doubts


def fit(name: str, loss: float, answered: str = "skin", confidence: float = 0.9, tokens: int = 2) -> Fit:
    return Fit(name, "train", tokens, loss, 3.0, "skin", answered, confidence)


def test_the_label_that_fits_worst_comes_first() -> None:
    found = doubts([fit("a", 0.1), fit("b", 2.0), fit("c", 0.5)])
    assert [(one.fit.record_id, one.reason) for one in found] == [("b", LOSS), ("c", LOSS), ("a", LOSS)]


def test_a_sure_other_answer_goes_before_a_hard_question() -> None:
    hard = fit("hard", 2.0, "eye", confidence=0.02)
    sure = fit("sure", 2.0, "eye", confidence=0.95)
    found = doubts([hard, sure])
    assert [(one.fit.record_id, one.reason) for one in found] == [("sure", CONFIDENT), ("hard", OTHERWISE)]
    assert found[0].score - found[1].score == pytest.approx(math.log(0.95 / 0.02) / 2)


def test_an_answer_that_differs_in_case_and_space_is_the_label() -> None:
    assert doubts([fit("a", 0.2, " Skin ")])[0].reason == LOSS


def test_a_signal_against_the_label_counts_and_one_for_it_does_not() -> None:
    found = doubts([fit("a", 0.1), fit("b", 0.1), fit("c", 0.1)], {"b": -0.8, "c": 0.9})
    assert [(one.fit.record_id, one.reason) for one in found] == [("b", SIGNAL), ("a", LOSS), ("c", LOSS)]


def test_held_out_records_do_not_crowd_out_trained_ones() -> None:
    """Ten trained ones of which one fits badly, ten held-out ones that all fit worse than any trained one."""
    trained = [fit(f"t{n}", 0.1 + 0.01 * n) for n in range(9)] + [fit("wrong", 1.5)]
    held = [replace(fit(f"h{n}", 2.0 + 0.1 * n), split="validation") for n in range(10)]
    assert [one.fit.record_id for one in doubts([*trained, *held])][:4] == ["h9", "wrong", "h8", "t8"]


def test_no_answer_and_no_probability_are_no_accident() -> None:
    assert doubts([fit("a", 1.0, "", confidence=0.0, tokens=0), fit("b", math.inf)])[0].fit.record_id == "b"
    assert doubts([]) == []


def test_planted_wrong_labels_fill_the_top() -> None:
    """Losses as a model has them that learned most of 1,000 records, 50 of them labelled wrongly."""
    rng, fits, planted = np.random.default_rng(0), [], set()
    for number in range(1000):
        name, mistaken = f"r{number}", number % 20 == 0
        planted |= {name} if mistaken else set()
        memorised = rng.random() < 0.3  # the model has learned some of the wrong labels by heart
        loss = rng.gamma(4, 0.35) if mistaken and not memorised else rng.gamma(1.2, 0.25)
        other = (mistaken and not memorised and rng.random() < 0.9) or rng.random() < 0.05
        fits.append(fit(name, float(loss), "eye" if other else "skin", float(rng.beta(6, 2)) if other else 0.9))
    top = {one.fit.record_id for one in doubts(fits)[:50]}
    precision = len(top & planted) / 50
    assert precision >= 0.5  # by chance 0.05
