"""The tail of the lengths of a set."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.length_window import length_window
from tests.fakes.judging import reasons_for

HUNDRED = [Record(str(n), instruction="Count.", response="one " * n) for n in range(1, 101)]


def test_the_longest_answers_are_dropped_by_share() -> None:
    reasons = reasons_for(length_window(high=0.97, fewest=100), HUNDRED)
    assert [n for n, reason in enumerate(reasons, start=1) if reason] == [98, 99, 100]
    assert reasons[-1] == "100 words in the response, more than 97.03"


def test_the_shortest_go_only_when_asked_for() -> None:
    reasons = reasons_for(length_window(low=0.02, high=1.0, fewest=100), HUNDRED)
    assert [n for n, reason in enumerate(reasons, start=1) if reason] == [1, 2]


def test_a_small_set_has_no_tail() -> None:
    assert not any(reasons_for(length_window(high=0.5), HUNDRED))


def test_labels_are_not_measured_and_do_not_count() -> None:
    answers = [Record(str(n), instruction="Which?", response="no") for n in range(300)]
    answers.append(Record("long", instruction="Which?", response="neither of the two"))
    assert reasons_for(length_window(), answers)[-1] is not None
    assert not any(reasons_for(length_window(labels=["no", "neither of the two"]), answers))


def test_a_window_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(VerilodeError, match="percentiles run from 0 to 1, the low one first"):
        length_window(low=0.9, high=0.1)
