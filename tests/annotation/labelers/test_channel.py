"""The noise channel on numbers a reader can check by hand."""

import numpy as np

from annotation.labelers._learning.channel import fit_temperature, noise_rate, posterior, probabilities

NONE = -1


def test_noise_is_drawn_towards_one_in_ten_while_few_are_checked() -> None:
    assert noise_rate(np.array([], dtype=int), np.array([], dtype=int)) == 0.1
    assert noise_rate(np.array([0] * 90), np.array([0] * 81 + [1] * 9)) == 0.1
    assert noise_rate(np.array([0] * 90), np.array([0] * 90)) == 0.01


def test_records_without_a_given_answer_say_nothing_about_noise() -> None:
    assert noise_rate(np.array([NONE, 0]), np.array([1, 0])) == 1 / 11


def test_a_given_answer_outweighs_a_doubtful_model() -> None:
    model = np.array([[0.6, 0.2, 0.2]])
    sure = posterior(model, np.array([1]), noise=0.1)
    # 0.6·0.05, 0.2·0.9, 0.2·0.05 over their sum
    assert np.allclose(sure, [[0.03 / 0.22, 0.18 / 0.22, 0.01 / 0.22]])


def test_a_sure_model_outweighs_a_given_answer() -> None:
    assert posterior(np.array([[0.98, 0.01, 0.01]]), np.array([1]), noise=0.1).argmax() == 0


def test_without_a_given_answer_the_model_stands() -> None:
    assert np.allclose(posterior(np.array([[0.7, 0.3]]), np.array([NONE]), noise=0.1), [[0.7, 0.3]])


def test_a_label_never_seen_keeps_the_floor() -> None:
    assert np.allclose(probabilities(np.array([[0.0, 0.0, -np.inf]]), 1.0, 0.01), [[0.495, 0.495, 0.01]])


def test_scores_that_are_often_wrong_are_heated_up() -> None:
    scores = np.tile([1.0, 0.0], (100, 1))
    right_every_time, right_three_in_four = np.zeros(100, dtype=int), np.array([0, 0, 0, 1] * 25)
    told = np.full(100, NONE)
    cold = fit_temperature(scores, told, right_every_time, 0.1, 1e-4, enough=20)
    warm = fit_temperature(scores, told, right_three_in_four, 0.1, 1e-4, enough=20)
    assert cold < 0.2
    assert abs(probabilities(scores, warm, 1e-4)[0, 0] - 0.75) < 0.02


def test_with_few_verified_answers_the_given_ones_set_the_temperature() -> None:
    scores = np.tile([1.0, 0.0], (100, 1))
    given = np.array([0, 0, 0, 1] * 25)
    verified = np.full(100, NONE)
    verified[0] = 0
    warm = fit_temperature(scores, given, verified, 0.01, 1e-4, enough=20)
    assert abs(probabilities(scores, warm, 1e-4)[0, 0] - 0.75) < 0.03
