"""The linear text models: what they read, and what they must not have seen."""

import random

import numpy as np

from annotation.labelers._learning.folds import fold_of
from annotation.labelers._learning.linear import features, read, read_sets

NONE = -1


def test_no_record_is_scored_by_a_model_that_saw_its_answer() -> None:
    """Random letters with random answers: a model recalls the ones it saw, and can only guess the others."""
    draw = random.Random(1)
    texts = ["".join(draw.choices("bcdfghjklmnpqrstvwxz", k=12)) for _ in range(150)]
    answers = np.array([draw.randrange(3) for _ in texts])
    found = features(texts, 1, 4)
    ids = [f"r{n}" for n in range(150)]
    unseen = read(found, ids, answers, 3, folds=5, strength=2.0, seed=0).scores.argmax(axis=1)
    assert 0.2 < (unseen == answers).mean() < 0.45

    # the same texts once more under other ids and without answers: these may be recalled
    twice = features(texts * 2, 1, 4)
    both = read(twice, ids + [f"s{n}" for n in range(150)], np.append(answers, [NONE] * 150), 3, 5, 2.0, 0)
    assert (both.scores.argmax(axis=1)[150:] == answers).mean() > 0.95


def test_rows_of_one_record_share_a_fold() -> None:
    taught = np.array([True, True, True, False, False])
    fold = fold_of(["a", "b", "c", "a", "x"], taught, folds=3, seed=0)
    assert sorted(fold[:3].tolist()) == [0, 1, 2]
    assert (fold[3], fold[4]) == (fold[0], -1)


def test_another_seed_gives_other_folds() -> None:
    ids, taught = [str(n) for n in range(50)], np.ones(50, dtype=bool)
    assert fold_of(ids, taught, 5, 0).tolist() != fold_of(ids, taught, 5, 1).tolist()


def test_a_label_nobody_taught_scores_minus_infinity() -> None:
    found = features(["red apple", "red cherry", "blue sky", "blue sea", "blue"], 1, 3)
    answers = np.array([0, 0, 1, 1, NONE])
    reading = read(found, list("abcde"), answers, labels=3, folds=2, strength=1.0, seed=0)
    assert reading.scores[4, 2] == -np.inf
    assert reading.scores[4].argmax() == 1
    assert reading.words[4] == ("blue",)


def test_a_text_that_shares_nothing_is_marked_unknown() -> None:
    found = features(["red apple", "blue sky", "ψψψ", "red"], 1, 3)
    answers = np.array([0, 1, NONE, NONE])
    assert read(found, list("abcd"), answers, 2, 2, 1.0, 0).known[2:].tolist() == [False, True]


def test_punctuation_and_single_letters_are_text_too() -> None:
    assert features(["?!", "a", "日本語"], 2, 4).matrix.getnnz(axis=1).min() > 0


SETS = ["red apple", "red cherry", "blue sky", "blue sea", "red and blue flag", "blue or red ink"]
CELLS = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [1, 1, 0], [1, 1, 0]])


def test_each_label_of_a_set_is_a_question_of_its_own() -> None:
    found = features([*SETS, "red thing", "red blue thing"], 1, 3)
    cells = np.vstack([CELLS, np.full((2, 3), NONE)])
    reading = read_sets(found, list("abcdefgh"), cells, folds=2, strength=0.1, seed=0)
    assert (reading.scores[6:, :2] > 0).tolist() == [[True, False], [True, True]]
    assert reading.scores[6, 2] == -np.inf
    assert reading.words[6] == ("red",)


def test_a_label_that_was_always_there_is_expected_everywhere() -> None:
    cells = np.array([[1, 0], [1, 1], [1, 0], [1, 1], [1, 1], [1, 0]])
    reading = read_sets(features(SETS, 1, 3), list("abcdef"), cells, folds=3, strength=1.0, seed=0)
    assert (reading.scores[:, 0] == 1.0).all()


def test_no_set_is_scored_by_a_model_that_saw_it() -> None:
    draw = random.Random(1)
    texts = ["".join(draw.choices("bcdfghjklmnpqrstvwxz", k=12)) for _ in range(120)]
    cells = np.array([[draw.random() < 0.5] for _ in texts], dtype=int)
    ids = [f"r{n}" for n in range(120)]
    unseen = read_sets(features(texts, 1, 4), ids, cells, folds=5, strength=2.0, seed=0).scores > 0
    assert 0.35 < (unseen == cells).mean() < 0.65
