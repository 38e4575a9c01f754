"""Linear text models over TF-IDF features that never score a record whose own answer they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.core.ids import coin
from pipelines.core.progress import progress

_TOKEN = r"(?u)\w+|[^\w\s]+"
_SHOWN = 40
"""Characters of a word that are shown: scripts without spaces make a whole sentence one word."""


@dataclass(frozen=True, slots=True)
class Features:
    """A sparse matrix (texts, features) of which the first `len(words)` columns are words."""

    matrix: Any
    words: np.ndarray


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models made of each text: scores (texts, labels), and the words behind the best label."""

    scores: np.ndarray
    words: list[tuple[str, ...]]


def features(texts: Sequence[str], word_ngrams: int, char_ngrams: int) -> Features:
    """TF-IDF of words (1 to `word_ngrams` in a row) and of `char_ngrams` letters within a word."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    def make(**how: Any) -> Any:
        return TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **how)

    words = make(ngram_range=(1, word_ngrams), token_pattern=_TOKEN)
    letters = make(analyzer="char_wb", ngram_range=(char_ngrams, char_ngrams))
    matrix = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
    return Features(matrix, words.get_feature_names_out())


def fold_of(ids: Sequence[str], folds: int, seed: int) -> np.ndarray:
    """The fold of each record: equal ids share one, folds are equally large, and order does not matter."""
    ranked = sorted(set(ids), key=lambda record_id: coin("fold", seed, record_id))
    rank = {record_id: place % folds for place, record_id in enumerate(ranked)}
    return np.array([rank[record_id] for record_id in ids])


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
    teaches = answers >= 0
    teachers = {record_id for record_id, one in zip(ids, teaches, strict=True) if one}
    own = np.array([record_id in teachers for record_id in ids])
    fold = fold_of(ids, folds, seed)
    rounds = [(teaches & (fold != k), own & (fold == k)) for k in range(folds)] + [(teaches, ~own)]
    scores = np.full((len(ids), labels), -np.inf)
    words: list[tuple[str, ...]] = [()] * len(ids)
    for done, (learn, score) in enumerate(rounds, start=1):
        rows = np.flatnonzero(score)
        if len(rows):
            seen, weights, offsets = _fit(found.matrix[learn], answers[learn], strength, seed)
            scores[np.ix_(rows, seen)] = found.matrix[rows] @ weights.T + offsets
            best = scores[np.ix_(rows, seen)].argmax(axis=1)
            for row, label in zip(rows, best, strict=True):
                words[row] = _strongest_words(found, row, weights[label])
        progress("local labeler", done, len(rounds))
    return Reading(scores, words)


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
    """Up to `most` words of one text that speak for the label with these weights, strongest first."""
    span = slice(found.matrix.indptr[row], found.matrix.indptr[row + 1])
    columns, values = found.matrix.indices[span], found.matrix.data[span]
    is_word = columns < len(found.words)
    columns, push = columns[is_word], (values * weights[columns])[is_word]
    strongest = np.argsort(-push, kind="stable")[:most]
    return tuple(str(found.words[columns[i]])[:_SHOWN] for i in strongest if push[i] > 0)
