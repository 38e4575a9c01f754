"""The given labeler: the files' own answers, labels, texts and preferences alike."""

import pytest

from annotation.labelers import LABELERS, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.kinds import kind_of


def suggested(question: Question, task: Task) -> Suggestion:
    return next(iter(LABELERS.build("given").suggest([question], [], task)))


def test_a_label_of_the_file_is_the_suggestion() -> None:
    found = suggested(Question("r", "where is my card", "card"), Task(("card", "cash")))
    assert (found.value, found.confidence, found.cause) == ("card", None, None)


@pytest.mark.parametrize(("said", "cause"), [(None, "no_answer_given"), ("no such label", "answer_given_is_none")])
def test_what_is_no_answer_goes_to_a_person(said: str | None, cause: str) -> None:
    found = suggested(Question("r", "where is my card", said), Task(("card", "cash")))
    assert (found.value, found.cause) == (None, cause)


def test_a_pair_is_suggested_as_the_source_has_it() -> None:
    pair = Record("r", instruction="Why?", response="good", rejected="bad")
    assert suggested(kind_of("rank").question(pair), Task(kind="rank")).value == "[0,1]"


def test_a_written_answer_is_suggested_as_it_stands() -> None:
    record = Record("r", instruction="Why?", response="Because.")
    assert suggested(kind_of("generate").question(record), Task(kind="generate")).value == "Because."


def test_a_verdict_is_in_no_file() -> None:
    with pytest.raises(VerilodeError, match="repeats what the files say and cannot answer tasks of kind verdict"):
        suggested(Question("r", "text"), Task(kind="verdict"))
