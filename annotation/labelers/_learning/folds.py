"""Folds: no record is judged by a model that saw its answer."""

from collections.abc import Iterator, Sequence

import numpy as np

from pipelines.core.ids import coin
from pipelines.core.progress import progress


def fold_of(ids: Sequence[str], teaches: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold of each record that teaches, -1 for the others.

    Rows of one record share its fold, folds are equally large, and the order of the rows does not matter.
    """
    teachers = {record_id for record_id, one in zip(ids, teaches, strict=True) if one}
    ranked = sorted(teachers, key=lambda record_id: coin("fold", seed, record_id))
    fold = {record_id: rank % folds for rank, record_id in enumerate(ranked)}
    return np.array([fold.get(record_id, -1) for record_id in ids], dtype=int)


def out_of_fold(
    ids: Sequence[str], teaches: np.ndarray, folds: int, seed: int, label: str = "local labeler"
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rounds of learning: a mask of the rows to learn from, and the numbers of the rows to score then.

    A record that teaches is scored in the round of its fold, which learns from the other folds; all others are scored
    in a last round that learns from all. Progress is reported under `label`.
    """
    fold = fold_of(ids, teaches, folds, seed)
    rounds = [(teaches & (fold != k), fold == k) for k in range(folds)] + [(teaches, fold == -1)]
    for done, (learn, score) in enumerate(rounds, start=1):
        rows = np.flatnonzero(score)
        if len(rows):
            yield learn, rows
        progress(label, done, len(rounds))
