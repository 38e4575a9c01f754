"""Whether an answer has the form its kind of task asks for, right or wrong."""

import json
from collections.abc import Callable, Sequence

from pipelines.kinds import Invalid, Question, Task, kind_of

Reader = Callable[[str, Question, Task], str]

_NEARLY_ALL = 0.95
"""A few answers of people may be against the rules; they do not make the rules another's."""


def valid_forms(
    task: Task, questions: Sequence[Question], expected: Sequence[str], answered: Sequence[str]
) -> list[bool]:
    """For each answer, whether it can be read as the expected ones can.

    A kind freezes its answers as its canonical value (a label), as what a chat model would say (quoted spans), or as
    plain text. The strictest reading that accepts nearly every expected answer is the one the answers are held to.

    Args:
        task: Kind and labels.
        questions: What was asked, one per answer.
        expected: The answers people signed.
        answered: A model's.
    """
    for read in (_canonical, _told, _written):
        accepted = sum(_reads(read, *one, task) for one in zip(expected, questions, strict=True))
        if accepted >= _NEARLY_ALL * len(expected) or read is _written:
            break
    return [_reads(read, answer, question, task) for answer, question in zip(answered, questions, strict=True)]


def _reads(read: Reader, answer: str, question: Question, task: Task) -> bool:
    try:
        read(answer.strip(), question, task)
    except (Invalid, ValueError, TypeError):
        return False
    return True


def _canonical(answer: str, question: Question, task: Task) -> str:
    return kind_of(task.kind).check(answer, question, task)


def _told(answer: str, question: Question, task: Task) -> str:
    kind = kind_of(task.kind)
    if len(kind.order_of_fields) != 1:
        raise Invalid("has more than one field")
    return kind.from_model({kind.order_of_fields[0]: json.loads(answer)}, question, task)


def _written(answer: str, question: Question, task: Task) -> str:
    return kind_of("generate").check(answer, question, task)
