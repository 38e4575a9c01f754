"""Forms of answers: what the kind of task reads, and what it does not."""

import pytest

from pipelines.kinds import Question, Task
from training.evaluation.validity import valid_forms

SPANS = Task(("drug",), kind="spans")


@pytest.mark.parametrize(
    ("task", "expected", "answered", "valid"),
    [
        (Task(("skin", "eye")), ["skin", "eye"], [" skin ", "nose"], [True, False]),
        (Task(("a", "b"), kind="multilabel"), ['["a"]', "[]"], ['["b","a"]', "a and b"], [True, False]),
        (Task(kind="generate"), ["Yes.", "No."], ["Well.", "  "], [True, False]),
        # the snapshot holds the example that was found acceptable, not the word
        (Task(kind="verdict"), ["Take two.", "Rest."], ["Take one.", ""], [True, False]),
    ],
)
def test_each_kind_by_its_own_form(task: Task, expected: list[str], answered: list[str], valid: list[bool]) -> None:
    questions = [Question(f"r{i}", "text") for i in range(len(expected))]
    assert valid_forms(task, questions, expected, answered) == valid


def test_a_quoted_span_must_be_in_the_text() -> None:
    questions = [Question("r1", "take aspirin"), Question("r2", "take ibuprofen")]
    quoted = ['[{"label":"drug","text":"aspirin"}]', '[{"label":"drug","text":"ibuprofen"}]']
    assert valid_forms(SPANS, questions, quoted, [quoted[0], quoted[0]]) == [True, False]
    assert valid_forms(SPANS, questions, quoted, ["[]", "aspirin"]) == [True, False]


def test_one_expected_answer_against_the_rules_does_not_change_them() -> None:
    questions = [Question(f"r{i}", "text") for i in range(40)]
    expected = ["skin"] * 39 + ["hair"]
    assert valid_forms(Task(("skin", "eye")), questions, expected, ["anything"] * 40) == [False] * 40
