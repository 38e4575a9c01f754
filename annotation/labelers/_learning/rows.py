"""Questions and verified examples as the rows a model learns from and is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.labelers._types import Example, Question, Task
from pipelines.kinds import Invalid, kind_of


@dataclass(frozen=True, slots=True)
class Rows:
    """Questions with text, then examples with text.

    For tasks that choose one label, `given`, `verified` and `teaching` hold label numbers (rows,), -1 where there is
    none. For sets of labels they hold 0 and 1 (rows, labels), and -1 throughout a row without an answer.
    `questions` are the places of the questions that became rows, in the order of the rows.
    """

    ids: list[str]
    texts: list[str]
    given: np.ndarray
    verified: np.ndarray
    teaching: np.ndarray
    questions: list[int]


def rows_of(questions: Sequence[Question], examples: Sequence[Example], labels: Sequence[str], use_given: bool) -> Rows:
    """The rows of a task that chooses one label; examples with another answer teach nothing."""
    number = {label: n for n, label in enumerate(labels)}
    asked = [index for index, question in enumerate(questions) if question.text.strip()]
    learnt = [example for example in examples if example.text.strip() and example.answer in number]
    sources: list[Question | Example] = [*(questions[index] for index in asked), *learnt]
    given = np.array([number.get(one.given, -1) if use_given and one.given else -1 for one in sources], dtype=int)
    verified = np.array([-1] * len(asked) + [number[example.answer] for example in learnt], dtype=int)
    teaching = np.where(verified >= 0, verified, np.where(_again(sources, len(asked)), -1, given))
    return Rows([one.record_id for one in sources], [one.text for one in sources], given, verified, teaching, asked)


def sets_of(questions: Sequence[Question], examples: Sequence[Example], task: Task, use_given: bool) -> Rows:
    """The rows of a task that chooses any number of labels."""
    asked = [index for index, question in enumerate(questions) if question.text.strip()]
    learnt = [example for example in examples if example.text.strip()]
    sources: list[Question | Example] = [*(questions[index] for index in asked), *learnt]
    given = _cells([(one.given if use_given else None, one) for one in sources], task)
    verified = _cells([(getattr(one, "answer", None), one) for one in sources], task)
    teaching = np.where(verified >= 0, verified, np.where(_again(sources, len(asked))[:, None], -1, given))
    return Rows([one.record_id for one in sources], [one.text for one in sources], given, verified, teaching, asked)


def _again(sources: Sequence[Question | Example], asked: int) -> np.ndarray:
    """bool (rows,): questions about a record that is an example too, whose verified answer is what teaches."""
    verified = {one.record_id for one in sources[asked:]}
    return np.array([row < asked and one.record_id in verified for row, one in enumerate(sources)], bool)


def _cells(answers: Sequence[tuple[str | None, Question | Example]], task: Task) -> np.ndarray:
    """int8 (answers, labels): 1 for each label in the answer, else 0; -1 throughout what is no answer of the task."""
    kind, number = kind_of(task.kind), {label: n for n, label in enumerate(task.labels)}
    cells = np.full((len(answers), len(task.labels)), -1, dtype=np.int8)
    for row, (answer, one) in enumerate(answers):
        if answer is None:
            continue
        try:
            value = kind.check(answer, one if isinstance(one, Question) else one.question, task)
        except Invalid:
            continue
        cells[row] = 0
        cells[row, [number[label] for label in kind.classes(value)]] = 1
    return cells
