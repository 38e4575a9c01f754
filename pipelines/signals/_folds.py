"""Probabilities from models that did not see the record: parts of the data, each judged by the others."""

import warnings
from collections.abc import Sequence

import numpy as np

from pipelines.core.ids import coin
from pipelines.core.progress import progress
from pipelines.signals._vectors import tfidf

_FEATURES = 10_000
_ROUNDS = 30
"""With these the order of the doubts is that of a full fit, at a small part of its time."""


def folds_of(
    texts: Sequence[str], answers: Sequence[str | None], folds: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The records that can be judged, the number of each one's class and of its part (int64, one length).

    Every class is in every part, equal texts of one class in the same; the order of the records does not matter.
    Nothing is left where fewer than two classes have `folds` different texts.
    """
    distinct: dict[str, set[str]] = {}
    for text, answer in zip(texts, answers, strict=True):
        if answer is not None and text.strip():
            distinct.setdefault(answer, set()).add(text)
    classes = sorted(answer for answer, own in distinct.items() if len(own) >= folds)
    if len(classes) < 2:
        classes = []
    number = {answer: i for i, answer in enumerate(classes)}
    part = {
        (answer, text): rank % folds
        for answer in classes
        for rank, text in enumerate(sorted(distinct[answer], key=lambda text: (coin(seed, text), text)))
    }
    found = [
        (row, number[answer], part[answer, text])
        for row, (text, answer) in enumerate(zip(texts, answers, strict=True))
        if answer in number and text.strip()
    ]
    rows, labels, parts = np.array(found, np.int64).reshape(-1, 3).T
    return rows, labels, parts


def out_of_fold(texts: Sequence[str], labels: np.ndarray, parts: np.ndarray, strength: float) -> np.ndarray:
    """float64 (n, classes): each text's class probabilities, from a model of the other parts."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    features = tfidf(texts, _FEATURES)
    chances = np.zeros((labels.size, labels.max() + 1))
    names = np.unique(parts)
    for done, name in enumerate(names):
        progress("judging labels", done, names.size)
        inside = parts == name
        model = LogisticRegression(C=strength, max_iter=_ROUNDS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features[~inside], labels[~inside])
        chances[inside] = model.predict_proba(features[inside])
    progress("judging labels", names.size, names.size)
    return chances
