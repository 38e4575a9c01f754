"""The embedding labeler: sentence vectors of a local encoder, and what the file says; no network."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from annotation.labelers._learning.encoder import encoder_folder, encoder_stamp
from annotation.labelers._learning.folds import out_of_fold
from annotation.labelers._learning.learner import Learner
from annotation.labelers._learning.linear import Reading
from annotation.labelers._learning.points import closest_texts, logistic_scores, neighbour_scores, ridge_margins
from annotation.labelers._learning.rows import Rows
from annotation.labelers._types import Labeler
from pipelines.core.errors import VerilodeError


def embedding(
    *,
    model: str | None = None,
    head: Literal["logistic", "neighbours"] = "logistic",
    use_given: bool = True,
    neighbours: int = 10,
    folds: int = 5,
    regularisation: float = 0.02,
    min_examples: int = 20,
    seed: int = 0,
) -> Labeler:
    """Sentence vectors on this machine: texts that mean the same are near, though they share no word.

    A sentence encoder turns each text into a point; a small model over the points scores each record out of fold, and
    given answers and calibration are treated as by the labeler `local`. It needs fewer examples than `local` where
    people say the same in many ways, and reads only the first 256 tokens of a text. Where any number of labels may
    fit, each label is a least-squares model of its own.

    Args:
        model: Folder of a sentence encoder (safetensors, mean pooling); empty for the one of the extra `embedding`.
        head: `logistic` regression over the vectors, or a vote of the nearest `neighbours`.
        use_given: Learn from the answers the file already has, and weigh them in.
        neighbours: How many answered records vote, for that head.
        folds: Models trained so that each record is judged by one that did not see its answer.
        regularisation: How strongly the model is held back from following single answers; larger is smoother.
        min_examples: Answers it must have to learn from, and verified examples it must have to calibrate on.
        seed: Another number gives other folds.
    """
    for name, value, least in (("neighbours", neighbours, 1), ("folds", folds, 2)):
        if value < least:
            raise VerilodeError(f"labeler 'embedding': {name} is {value}, wanted at least {least}")
    if not regularisation > 0:
        raise VerilodeError(f"labeler 'embedding': regularisation is {regularisation}, wanted more than 0")
    reader = _Vectors(encoder_folder(model), head, neighbours, folds, regularisation, seed)
    settings = {"use_given": use_given, "min_examples": min_examples, **asdict(reader)}
    settings["folder"] = encoder_stamp(reader.folder)
    return Learner("embedding", reader, settings, use_given, min_examples, because="closest")


@dataclass(frozen=True, slots=True)
class _Vectors:
    """A small model over sentence vectors."""

    folder: Path
    head: str
    neighbours: int
    folds: int
    regularisation: float
    seed: int

    def choose(self, rows: Rows, labels: int) -> Reading:
        """Log odds of each label; -inf for a label that nothing taught."""

        def score(points: np.ndarray, taught: np.ndarray, answers: np.ndarray) -> np.ndarray:
            if self.head == "neighbours":
                given = np.eye(labels)[answers]
                found = np.log(neighbour_scores(points, taught, given, self.neighbours) + 1e-3)
                return np.where(given.any(axis=0), found, -np.inf)
            return logistic_scores(points, taught, answers, labels, self.regularisation)

        return self._read(rows, labels, rows.teaching >= 0, score)

    def sets(self, rows: Rows) -> Reading:
        """Margins of each label; -inf for a label that nothing taught."""

        def score(points: np.ndarray, taught: np.ndarray, sets: np.ndarray) -> np.ndarray:
            if self.head == "neighbours":
                found = 2 * neighbour_scores(points, taught, sets.astype(float), self.neighbours) - 1
            else:
                found = ridge_margins(points, taught, sets, self.regularisation)
            return np.where(sets.any(axis=0), found, -np.inf)

        return self._read(rows, rows.teaching.shape[1], (rows.teaching >= 0).all(axis=1), score)

    def _read(self, rows: Rows, labels: int, teaches: np.ndarray, score: Callable[..., np.ndarray]) -> Reading:
        points = self._points(rows)
        scores, texts = np.full((len(points), labels), -np.inf), np.array(rows.texts, dtype=object)
        evidence: list[tuple[str, ...]] = [()] * len(points)
        for learn, asked in out_of_fold(rows.ids, teaches, self.folds, self.seed, "embedding labeler"):
            answers = rows.teaching[learn]
            scores[asked] = score(points[asked], points[learn], answers)
            best = scores[asked].argmax(axis=1)
            found = closest_texts(points[asked], best, points[learn], answers, texts[learn])
            for row, text in zip(asked, found, strict=True):
                evidence[row] = text
        return Reading(scores, evidence, np.linalg.norm(points, axis=1) > 0)

    def _points(self, rows: Rows) -> Any:
        """float32 (rows, dimensions); equal texts are encoded once, and texts of a length together."""
        from pipelines.signals._vectors import vectors

        different = sorted(set(rows.texts), key=lambda text: (len(text), text))
        place = {text: n for n, text in enumerate(different)}
        sendable = [text.encode("utf-8", "replace").decode("utf-8") for text in different]
        points = vectors(sendable, method="minilm", model=str(self.folder))
        return points[[place[text] for text in rows.texts]]
