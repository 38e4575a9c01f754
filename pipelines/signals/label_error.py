"""Signal: how badly a record's label fits its text, judged by models that never saw the record."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.signals import Column, Signal
from pipelines.signals._folds import folds_of, out_of_fold
from pipelines.signals._whole import over_all

_FIELDS = ("text", "instruction", "response", "label")


def label_error(*, folds: int = 3, strength: float = 10.0, seed: int = 1) -> Signal:
    """Doubts about the given label (else the response) from out-of-fold TF-IDF and logistic regression.

    `suspected` is confident learning (Northcutt et al. 2021): another class is at least as probable as it is on
    average for records that carry its label, and more so than any other such class. Records without a label, or
    whose label fewer than `folds` different texts have, are not judged: NaN, and never suspected.

    Args:
        folds: Parts of the data; each is judged by a model of the others. Equal texts of a label are in one part.
        strength: Inverse of the regularisation of the model.
        seed: Of the parts.
    """
    if folds < 2:
        raise VerilodeError(f"label_error: there are at least 2 folds, not {folds}")
    columns = (
        Column(
            "margin", pa.float32(), "Probability of the given label less that of the likeliest other; below 0 is odd."
        ),
        Column(
            "confidence",
            pa.float32(),
            "Probability of the given label; lowest first is the order to look at them.",
        ),
        Column("suspected", pa.bool_(), "Whether the text is confidently of another class."),
    )
    schema = pa.schema([(column.name, column.type) for column in columns])

    def measure(table: pa.Table, bodies: list[str]) -> dict[str, np.ndarray]:
        return _judged(*_questions(table, bodies), folds, strength, seed)

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from over_all(batches, schema, measure, _FIELDS)

    return Signal(columns, compute, whole=True)


def _questions(table: pa.Table, bodies: list[str]) -> tuple[list[str], list[str | None]]:
    """What is classified, the answer not in it, and the answers."""
    given = [table[name].to_pylist() for name in _FIELDS]
    texts, answers = [], []
    for body, text, asked, response, label in zip(bodies, *given, strict=True):
        texts.append(asked if text is None and asked is not None else body)
        answers.append(label or response or None)
    return texts, answers


def _judged(
    texts: list[str], answers: list[str | None], folds: int, strength: float, seed: int
) -> dict[str, np.ndarray]:
    size = len(texts)
    margin, confidence = np.full(size, np.nan, np.float32), np.full(size, np.nan, np.float32)
    suspected = np.zeros(size, bool)
    rows, labels, parts = folds_of(texts, answers, folds, seed)
    if rows.size:
        chances = out_of_fold([texts[row] for row in rows], labels, parts, strength)
        own = chances[np.arange(rows.size), labels]
        others = chances.copy()
        others[np.arange(rows.size), labels] = -1
        margin[rows], confidence[rows] = own - others.max(axis=1), own
        suspected[rows] = confidently_other(chances, labels)
    return {"margin": margin, "confidence": confidence, "suspected": suspected}


def confidently_other(chances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """bool (n,): off the diagonal of the confident joint, given out-of-sample probabilities (n, classes)."""
    sums = np.bincount(labels, chances[np.arange(labels.size), labels], minlength=chances.shape[1])
    usual = sums / np.maximum(1, np.bincount(labels, minlength=chances.shape[1]))
    confident = np.where(chances >= usual, chances, -1.0)
    return (confident.max(axis=1) >= 0) & (confident.argmax(axis=1) != labels)
