"""The local labeler: a linear text model and what the file says, weighed against each other; no network."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from annotation.labelers._channel import fit_temperature, noise_rate, posterior, probabilities
from annotation.labelers._linear import Reading, features, read
from annotation.labelers._types import Example, Labeler, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest


def local(
    *,
    use_given: bool = True,
    word_ngrams: int = 2,
    char_ngrams: int = 4,
    folds: int = 5,
    regularisation: float = 2.0,
    min_examples: int = 20,
    seed: int = 0,
) -> Labeler:
    """A text model on this machine, which learns from verified examples and from the answers of the file.

    A linear model over TF-IDF of words and letter groups scores each record out of fold: no record is judged
    by a model that saw its own answer. With given answers, their rate of error is read off the verified
    examples and the suggestion is the likeliest label after both the text and the given answer. The
    confidence is that probability, its temperature fitted on the verified examples. The model takes wrong
    given answers to be wrong at random; where they are wrong in a pattern it will repeat the pattern, which
    is for the audit to find. A label that nothing taught can never be suggested. Meant for up to a few
    hundred labels.

    Args:
        use_given: Learn from the answers the file already has, and weigh them in.
        word_ngrams: Longest run of words that counts as one feature.
        char_ngrams: Letters per group within a word; bridges spellings and word forms.
        folds: Models trained so that each record is judged by one that did not see its answer.
        regularisation: How strongly the model is held back from following single answers; larger is smoother.
        min_examples: Answers it must have to learn from, and verified examples it must have to calibrate on.
        seed: Another number gives other folds.
    """
    for name, value, least in (
        ("word_ngrams", word_ngrams, 1),
        ("char_ngrams", char_ngrams, 1),
        ("folds", folds, 2),
    ):
        if value < least:
            raise VerilodeError(f"labeler 'local': {name} is {value}, wanted at least {least}")
    if not regularisation > 0:
        raise VerilodeError(f"labeler 'local': regularisation is {regularisation}, wanted more than 0")
    return _Local(use_given, word_ngrams, char_ngrams, folds, regularisation, min_examples, seed)


@dataclass(frozen=True, slots=True)
class _Local:
    use_given: bool
    word_ngrams: int
    char_ngrams: int
    folds: int
    regularisation: float
    min_examples: int
    seed: int

    def suggest(self, questions: Sequence[Question], examples: Sequence[Example], task: Task) -> Iterator[Suggestion]:
        """Read everything, then answer in the order of the questions."""
        if not questions:
            return
        rows = _rows(questions, examples, task, self.use_given)
        self._enough(rows, task)
        found = features(rows.texts, self.word_ngrams, self.char_ngrams)
        reading = read(found, rows.ids, rows.teaching, len(task.labels), self.folds, self.regularisation, self.seed)
        chances = self._chances(reading, rows)
        asked = digest([asdict(self), list(task.labels), rows.ids, rows.teaching.tolist()])
        row_of = {index: row for row, index in enumerate(rows.questions)}
        for index, question in enumerate(questions):
            row = row_of.get(index)
            if row is None or not (reading.known[row] or rows.given[row] >= 0):
                cause = "no_text" if row is None else "unknown_words"
                yield Suggestion(question.record_id, None, None, None, "local", asked, cause)
                continue
            best = int(chances[row].argmax())
            why = _why(task, best, int(reading.scores[row].argmax()), int(rows.given[row]), reading.words[row])
            sure = float(chances[row, best])
            yield Suggestion(question.record_id, task.labels[best], sure, why, "local", asked)

    def _enough(self, rows: "_Rows", task: Task) -> None:
        taught = {one: label for one, label in zip(rows.ids, rows.teaching.tolist(), strict=True) if label >= 0}
        kinds, least = len(set(taught.values())), max(self.min_examples, 2)
        if len(taught) < least:
            raise VerilodeError(
                f"labeler 'local' needs {least} answered records to learn from and has {len(taught)}; "
                "review more records first"
            )
        if kinds < 2:
            raise VerilodeError(
                f"labeler 'local' has seen {kinds} of {len(task.labels)} labels and needs at least 2; "
                "review more records first"
            )

    def _chances(self, reading: Reading, rows: "_Rows") -> np.ndarray:
        """Probability of each label for each row, shape (rows, labels)."""
        # a tenth of a record per label: rare labels stay possible, sure answers stay sure
        floor = 0.1 / (len(rows.ids) + reading.scores.shape[1])
        noise = noise_rate(rows.given[rows.verified >= 0], rows.verified[rows.verified >= 0])
        temperature = fit_temperature(reading.scores, rows.given, rows.verified, noise, floor, enough=self.min_examples)
        return posterior(probabilities(reading.scores, temperature, floor), rows.given, noise)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Questions with text, then examples with text; label numbers, -1 where there is none."""

    ids: list[str]
    texts: list[str]
    given: np.ndarray
    verified: np.ndarray
    teaching: np.ndarray
    questions: list[int]


def _rows(questions: Sequence[Question], examples: Sequence[Example], task: Task, use_given: bool) -> _Rows:
    number = {label: n for n, label in enumerate(task.labels)}
    asked = [index for index, question in enumerate(questions) if question.text.strip()]
    learnt = [example for example in examples if example.text.strip() and example.answer in number]
    sources: list[Question | Example] = [*(questions[index] for index in asked), *learnt]
    given = np.array([number.get(one.given, -1) if use_given and one.given else -1 for one in sources], dtype=int)
    verified = np.array([-1] * len(asked) + [number[example.answer] for example in learnt], dtype=int)
    return _Rows(
        [one.record_id for one in sources],
        [one.text for one in sources],
        given,
        verified,
        np.where(verified >= 0, verified, given),
        asked,
    )


def _why(task: Task, best: int, model: int, given: int, words: tuple[str, ...]) -> str:
    """One plain line: who says what, and the words that decided."""
    because = f" (decided by: {', '.join(repr(word) for word in words)})" if words else ""
    if given < 0:
        return f"the text says {task.labels[model]}{because}"
    if given == model:
        return f"the file and the text both say {task.labels[best]}{because}"
    return f"the file says {task.labels[given]}, the text says {task.labels[model]}{because}"
