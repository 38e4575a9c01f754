"""Small models over points of length one, and which answered text lies closest."""

from collections.abc import Iterator, Sequence

import numpy as np

_ROWS = 1024
"""Rows compared with all others at a time, which bounds the memory."""

_SHOWN = 60
"""Characters of a text that are shown as evidence."""


def logistic_scores(
    points: np.ndarray, taught: np.ndarray, answers: np.ndarray, labels: int, strength: float
) -> np.ndarray:
    """Logits (points, labels) of multinomial logistic regression; -inf for labels that are not among the answers."""
    from sklearn.linear_model import LogisticRegression

    scores = np.full((len(points), labels), -np.inf)
    seen = np.unique(answers)
    if len(seen) == 1:
        scores[:, seen] = 0.0
        return scores
    found = LogisticRegression(C=1 / strength, max_iter=300, tol=1e-3).fit(taught, answers).decision_function(points)
    scores[:, seen] = np.column_stack([-found / 2, found / 2]) if found.ndim == 1 else found
    return scores


def ridge_margins(points: np.ndarray, taught: np.ndarray, sets: np.ndarray, strength: float) -> np.ndarray:
    """Margins (points, labels) of least squares on -1 and 1, all labels in one solve."""
    middle, centre = taught.mean(axis=0), (2.0 * sets - 1).mean(axis=0)
    moved = taught - middle
    weights = np.linalg.solve(moved.T @ moved + strength * np.eye(moved.shape[1]), moved.T @ (2.0 * sets - 1 - centre))
    return (points - middle) @ weights + centre


def neighbour_scores(points: np.ndarray, taught: np.ndarray, sets: np.ndarray, count: int) -> np.ndarray:
    """Share (points, labels) of the `count` nearest taught points with each label, weighted by their similarity."""
    found = np.zeros((len(points), sets.shape[1]))
    for rows in _pieces(len(points)):
        near = points[rows] @ taught.T
        kept = np.argsort(-near, axis=1, kind="stable")[:, :count]
        weight = np.maximum(np.take_along_axis(near, kept, axis=1), 1e-6)
        found[rows] = (weight[:, :, None] * sets[kept]).sum(axis=1) / weight.sum(axis=1, keepdims=True)
    return found


def closest_texts(
    points: np.ndarray, best: np.ndarray, taught: np.ndarray, answers: np.ndarray, texts: Sequence[str]
) -> list[tuple[str, ...]]:
    """For each point the beginning of the nearest taught text that has its `best` label."""
    found: list[tuple[str, ...]] = [()] * len(points)
    for label in np.unique(best):
        has = np.flatnonzero(answers == label if answers.ndim == 1 else answers[:, label] > 0)
        rows = np.flatnonzero(best == label)
        for piece in _pieces(len(rows)) if len(has) else ():
            nearest = has[(points[rows[piece]] @ taught[has].T).argmax(axis=1)]
            for row, text in zip(rows[piece], nearest, strict=True):
                found[row] = (" ".join(texts[text].split())[:_SHOWN],)
    return found


def _pieces(count: int) -> Iterator[slice]:
    for start in range(0, count, _ROWS):
        yield slice(start, start + _ROWS)
