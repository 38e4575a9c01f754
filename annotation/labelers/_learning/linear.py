"""Linear text models over TF-IDF features that never score a record whose own answer they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.labelers._learning.folds import out_of_fold

_WORD = r"(?u)\w+|[^\w\s]+"
_SHOWN = 40
"""Characters of a word that are shown: scripts without spaces make a whole sentence one word."""


@dataclass(frozen=True, slots=True)
class Features:
    """A sparse matrix (texts, features) of which the first `len(words)` columns are words."""

    matrix: Any
    words: np.ndarray


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models made of each text: scores (texts, labels) and the words behind the best label.

    `known` is false where a text shares nothing with what its model learned from, so its scores say nothing.
    """

    scores: np.ndarray
    words: list[tuple[str, ...]]
    known: np.ndarray


def features(texts: Sequence[str], word_ngrams: int, char_ngrams: int) -> Features:
    """TF-IDF of words (1 to `word_ngrams` in a row) and of `char_ngrams` letters within a word."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    def make(**how: Any) -> Any:
        return TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **how)

    words = make(ngram_range=(1, word_ngrams), token_pattern=_WORD)
    letters = make(analyzer="char_wb", ngram_range=(char_ngrams, char_ngrams))
    matrix = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
    return Features(matrix, words.get_feature_names_out())


def read(
    found: Features,
    ids: Sequence[str],
    answers: np.ndarray,
    labels: int,
    folds: int,
    strength: float,
    seed: int,
) -> Reading:
    """Score every text against every label.

    `answers` holds what may be learned from (-1: nothing). A record that teaches is scored by the model of
    its fold, which learned from the other folds; all others are scored by one model that learned from all.
    A label that a model never met scores -inf.
    """
    reading = _empty(len(ids), labels)
    for learn, rows in out_of_fold(ids, answers >= 0, folds, seed):
        taught = found.matrix[learn]
        _score(found, rows, _fit(taught, answers[learn], strength, seed), reading)
        reading.known[rows] = _shares_a_word(found, taught, rows)
    return reading


def read_sets(found: Features, ids: Sequence[str], sets: np.ndarray, folds: int, strength: float, seed: int) -> Reading:
    """Score every text against every label as `read` does, where any number of labels may fit.

    `sets` is (texts, labels) of 0 and 1, -1 throughout a row that teaches nothing. A score is the margin of the label
    against its absence: positive where it fits. The words are those of the label that fits best.
    """
    reading = _empty(*sets.shape)
    for learn, rows in out_of_fold(ids, (sets >= 0).all(axis=1), folds, seed):
        taught = found.matrix[learn]
        fitted = [_fit(taught, column, strength, seed) for column in sets[learn].T]
        _score(found, rows, _present(fitted, sets[learn]), reading)
        reading.known[rows] = _shares_a_word(found, taught, rows)
    return reading


def _present(fitted: Sequence[tuple[np.ndarray, ...]], sets: np.ndarray) -> tuple[np.ndarray, ...]:
    """The labels met, and the weights and offsets of their presence; what was always there keeps a margin of one."""
    met = np.flatnonzero(sets.any(axis=0))
    always = sets.all(axis=0)
    offsets = np.array([1.0 if always[label] else fitted[label][2][-1] for label in met])
    return met, np.vstack([fitted[label][1][-1] for label in met]), offsets


def _empty(texts: int, labels: int) -> Reading:
    return Reading(np.full((texts, labels), -np.inf), [()] * texts, np.zeros(texts, dtype=bool))


def _shares_a_word(found: Features, taught: Any, rows: np.ndarray) -> np.ndarray:
    met = np.bincount(taught.indices, minlength=taught.shape[1]) > 0
    return found.matrix[rows] @ met > 0


def _score(found: Features, rows: np.ndarray, model: tuple[np.ndarray, ...], into: Reading) -> None:
    seen, weights, offsets = model
    scores = found.matrix[rows] @ weights.T + offsets
    into.scores[np.ix_(rows, seen)] = scores
    for row, label in zip(rows, scores.argmax(axis=1), strict=True):
        into.words[row] = _strongest_words(found, row, weights[label])


def _fit(matrix: Any, answers: np.ndarray, strength: float, seed: int) -> tuple[np.ndarray, ...]:
    """One-against-the-rest margins: the labels met, their weights (labels, features) and their offsets."""
    from sklearn.svm import LinearSVC

    seen = np.unique(answers)
    if len(seen) == 1:
        return seen, np.zeros((1, matrix.shape[1])), np.zeros(1)
    # hinge margins: as accurate as logistic regression here at a tenth of its time, calibrated afterwards
    model = LinearSVC(C=1 / strength, tol=1e-2, random_state=seed).fit(matrix, answers)
    if len(seen) == 2:
        return seen, np.vstack([-model.coef_, model.coef_]), np.array([-1.0, 1.0]) * model.intercept_
    return seen, model.coef_, model.intercept_


def _strongest_words(found: Features, row: int, weights: np.ndarray, most: int = 2) -> tuple[str, ...]:
    """Up to `most` single words of one text that speak for the label with these weights, strongest first."""
    span = slice(found.matrix.indptr[row], found.matrix.indptr[row + 1])
    columns, values = found.matrix.indices[span], found.matrix.data[span]
    is_word = columns < len(found.words)
    columns, push = columns[is_word], (values * weights[columns])[is_word]
    ranked = [str(found.words[columns[i]]) for i in np.argsort(-push, kind="stable") if push[i] > 0]
    # pairs repeat their words, and short words ("of") say nothing to a reader
    return tuple(word[:_SHOWN] for word in ranked if " " not in word and len(word) > 2)[:most]
