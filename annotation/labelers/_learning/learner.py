"""A labeler that learns on this machine: what one model makes of every text, weighed against what the file says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from annotation.labelers._learning.channel import fit_temperature, noise_rate, posterior, probabilities
from annotation.labelers._learning.linear import Reading
from annotation.labelers._learning.rows import Rows, rows_of, sets_of
from annotation.labelers._learning.sets import label_chances, set_chances
from annotation.labelers._ledger import Ledger
from annotation.labelers._serves import only
from annotation.labelers._types import Example, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from pipelines.kinds import kind_of

KINDS = ("classify", "verdict", "multilabel")
BASIS = "model probability"


class Reader(Protocol):
    """A text model. Both functions score each row that teaches by a model that did not see it."""

    def choose(self, rows: Rows, labels: int) -> Reading:
        """Scores of every row for every label, one of which fits; -inf for a label that was never taught."""

    def sets(self, rows: Rows) -> Reading:
        """Margins of every row for every label, positive where the label fits; -inf where it was never taught."""


@dataclass(frozen=True, slots=True)
class Learner:
    """`settings` are what its suggestions depend on besides the data; `because` introduces a reading's evidence."""

    name: str
    reader: Reader
    settings: Mapping[str, Any]
    use_given: bool
    min_examples: int
    because: str = "decided by"

    def suggest(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger | None = None
    ) -> Iterator[Suggestion]:
        """Read everything, then answer in the order of the questions; nothing is asked of anybody, so no ledger."""
        only(self.name, task, KINDS)
        if not questions:
            return
        task = replace(task, labels=kind_of(task.kind).options(task))
        some = task.kind == "multilabel"
        rows = sets_of(questions, examples, task, self.use_given) if some else self._rows(questions, examples, task)
        self._enough(rows, task)
        decided = self._sets(rows, task) if some else self._choices(rows, task)
        asked = digest([dict(self.settings), list(task.labels), rows.ids, rows.teaching.tolist()])
        row_of = {index: row for row, index in enumerate(rows.questions)}
        for index, question in enumerate(questions):
            row = row_of.get(index)
            if row is None or not (decided.known[row] or (rows.given[row] >= 0).all()):
                cause = "no_text" if row is None else "unknown_words"
                yield Suggestion(question.record_id, None, None, None, self.name, asked, cause)
                continue
            value, sure, why = decided.values[row], float(decided.chances[row]), decided.reasons[row]
            yield Suggestion(question.record_id, value, sure, why, self.name, asked, basis=BASIS)

    def _rows(self, questions: Sequence[Question], examples: Sequence[Example], task: Task) -> Rows:
        return rows_of(questions, examples, task.labels, self.use_given)

    def _enough(self, rows: Rows, task: Task) -> None:
        taught = {one: answer for one, answer in zip(rows.ids, rows.teaching, strict=True) if (answer >= 0).all()}
        least = max(self.min_examples, 2)
        if len(taught) < least:
            raise VerilodeError(
                f"labeler {self.name!r} needs {least} answered records to learn from and has {len(taught)}; "
                "review more records first"
            )
        met = len({label for answer in taught.values() for label in _numbers(answer)})
        if met < min(2, len(task.labels)):
            raise VerilodeError(
                f"labeler {self.name!r} has seen {met} of {len(task.labels)} labels and needs at least 2; "
                "review more records first"
            )

    def _choices(self, rows: Rows, task: Task) -> "_Decided":
        reading = self.reader.choose(rows, len(task.labels))
        # a tenth of a record per label: rare labels stay possible, sure answers stay sure
        floor = 0.1 / (len(rows.ids) + reading.scores.shape[1])
        noise = noise_rate(rows.given[rows.verified >= 0], rows.verified[rows.verified >= 0])
        temperature = fit_temperature(reading.scores, rows.given, rows.verified, noise, floor, enough=self.min_examples)
        chances = posterior(probabilities(reading.scores, temperature, floor), rows.given, noise)
        best, model = chances.argmax(axis=1), reading.scores.argmax(axis=1)
        named = [task.labels[label] for label in best]
        reasons = [
            self._why(named[row], task.labels[model[row]], task.labels[rows.given[row]], rows, row, reading)
            for row in range(len(named))
        ]
        return _Decided(named, chances[np.arange(len(best)), best], reasons, reading.known)

    def _sets(self, rows: Rows, task: Task) -> "_Decided":
        kind, reading = kind_of(task.kind), self.reader.sets(rows)
        chances = label_chances(reading.scores, rows, self.min_examples)

        def written(cells: np.ndarray) -> str:
            chosen = [label for label, one in zip(task.labels, cells, strict=True) if one]
            return kind.from_model({"labels": chosen}, _NOBODY, task)

        values = [written(row > 0.5) for row in chances]
        says = [kind.shown(written(row > 0)) for row in reading.scores]
        file = [kind.shown(written(row > 0)) for row in rows.given]
        reasons = [
            self._why(kind.shown(values[row]), says[row], file[row], rows, row, reading) for row in range(len(values))
        ]
        checked = (rows.verified >= 0).all(axis=1)
        right = np.array([value == written(row > 0) for value, row in zip(values, rows.verified, strict=True)])
        return _Decided(values, set_chances(chances, right, checked, self.min_examples), reasons, reading.known)

    def _why(self, best: str, model: str, file: str, rows: Rows, row: int, reading: Reading) -> str:
        """One plain line: who says what, and the evidence that decided."""
        words = reading.words[row]
        because = f" ({self.because}: {', '.join(repr(word) for word in words)})" if words else ""
        if not (rows.given[row] >= 0).all():
            return f"the text says {model}{because}"
        if file == model:
            return f"the file and the text both say {best}{because}"
        return f"the file says {file}, the text says {model}{because}"


_NOBODY = Question("", "")


@dataclass(frozen=True, slots=True)
class _Decided:
    """For each row the canonical value, its probability, why, and whether the model knew any of the text."""

    values: list[str]
    chances: np.ndarray
    reasons: list[str]
    known: np.ndarray


def _numbers(answer: np.ndarray) -> list[int]:
    """The label numbers in one row's answer."""
    return [int(answer)] if answer.ndim == 0 else np.flatnonzero(answer > 0).tolist()
