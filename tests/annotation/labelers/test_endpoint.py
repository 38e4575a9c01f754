"""The wire: how long an endpoint asks to be left alone, and what happens while it is away."""

import itertools
import time
from email.utils import formatdate

import pytest

from annotation.labelers import Ledger, Question, Task
from annotation.labelers._chat.endpoint import asked_wait
from tests.annotation.labelers.test_openai_labeler import asking
from tests.fakes import openai_server as fake
from tests.fakes.openai_server import Asked, FakeOpenAI, Reply


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("2", 2.0), ("0.25", 0.25), ("-3", 0.0), ("nan", None), ("inf", float("inf")), ("soon", None), ("", None)],
)
def test_retry_after_in_seconds(header: str, seconds: float | None) -> None:
    assert asked_wait({"retry-after": header}) == seconds


def test_retry_after_as_a_date() -> None:
    assert asked_wait({"retry-after": formatdate(time.time() + 30, usegmt=True)}) == pytest.approx(30, abs=2)
    assert asked_wait({"retry-after": formatdate(time.time() - 30, usegmt=True)}) == 0.0


def test_an_outage_is_waited_out_and_costs_no_record_its_answer() -> None:
    served = itertools.count()

    def away_for_a_while(asked: Asked) -> Reply:
        return fake.good(asked) if next(served) >= 21 else fake.status(503)(asked)

    questions = [Question(f"r{n}", "a refund") for n in range(40)]
    ledger = Ledger()
    with FakeOpenAI({one.record_id: [away_for_a_while] for one in questions}) as server:
        found = list(asking(server, concurrency=8, max_attempts=5).suggest(questions, [], Task(("refund",)), ledger))
        assert {one.value for one in found} == {"refund"}
        assert len(server.calls) == 40 + 21
    assert (ledger.spent.calls, ledger.spent.answers, ledger.spent.lost) == (61, 40, 0)
