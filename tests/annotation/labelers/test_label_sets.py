"""Sets of labels: probabilities a reader can check by hand."""

import numpy as np
import pytest

from annotation.labelers._learning.rows import Rows, sets_of
from annotation.labelers._learning.sets import label_chances, set_chances
from annotation.labelers._types import Example, Question, Task

TASK = Task(("a", "b"), kind="multilabel")


def rows(given: list[list[int]], verified: list[list[int]]) -> Rows:
    """Rows with these cells."""
    told, known = np.array(given), np.array(verified)
    return Rows([], [], told, known, np.where(known >= 0, known, told), [])


def test_answers_become_cells() -> None:
    asked = [Question("q", "text", '["b"]'), Question("r", " "), Question("s", "text", "no list")]
    found = sets_of(asked, [Example("text", "[]", None, "e"), Example("text", '["c"]', None, "f")], TASK, True)
    assert (found.ids, found.questions) == (["q", "s", "e", "f"], [0, 2])
    assert found.given.tolist() == [[0, 1], [-1, -1], [-1, -1], [-1, -1]]
    assert found.verified.tolist() == [[-1, -1], [-1, -1], [0, 0], [-1, -1]]
    assert found.teaching.tolist() == [[0, 1], [-1, -1], [0, 0], [-1, -1]]


def test_given_answers_can_be_left_out() -> None:
    assert sets_of([Question("q", "text", '["b"]')], [], TASK, False).given.tolist() == [[-1, -1]]


def test_a_margin_that_is_always_right_becomes_sure_and_one_that_is_not_does_not() -> None:
    margins = np.tile([[2.0, 0.5]], (40, 1))
    verified = [[1, n % 4 > 0] for n in range(40)]
    chances = label_chances(margins, rows([[-1, -1]] * 40, verified), enough=20)
    assert chances[0, 0] > 0.9
    assert 0.6 < chances[0, 1] < 0.9


def test_a_shy_model_is_heard() -> None:
    """One row in ten has the label, and the margin shows it, on the wrong side of zero."""
    verified = [[n % 10 == 0, 0] for n in range(200)]
    margins = np.array([[-0.3 if has else -1.0, -1.0] for has, _ in verified])
    chances = label_chances(margins, rows([[-1, -1]] * 200, verified), enough=20)
    assert ((chances > 0.5) == np.array(verified)).all()


def test_a_given_answer_moves_a_doubtful_label() -> None:
    margins = np.array([[0.0, 0.0]] * 3)
    chances = label_chances(margins, rows([[1, 0], [0, 1], [-1, -1]], [[-1, -1]] * 3), enough=20)
    assert (chances[:2] > 0.9).tolist() == [[True, False], [False, True]]
    assert chances[2] == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_label_nobody_taught_stays_improbable() -> None:
    chances = label_chances(np.array([[1.0, -np.inf]] * 30), rows([[-1, -1]] * 30, [[1, 0]] * 30), enough=20)
    assert chances[:, 1].max() < 0.01


def test_the_probability_of_a_set_is_the_product_until_checks_say_otherwise() -> None:
    chances = np.array([[0.9, 0.2]] * 100)
    few = np.zeros(100, dtype=bool)
    assert set_chances(chances, few, few, 20)[0] == pytest.approx(0.72)
    right, checked = np.arange(100) % 2 == 0, np.ones(100, dtype=bool)
    assert set_chances(chances, right, checked, 20)[0] == pytest.approx(0.5, abs=0.02)
