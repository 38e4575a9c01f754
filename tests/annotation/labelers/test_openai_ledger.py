"""The openai labeler and its ledger: nothing is paid for twice, and nothing beyond the budget."""

import threading
import time
from pathlib import Path

import pytest

from annotation.labelers import Budget, Example, Ledger, Question, Suggestion, Task
from annotation.labelers._ledger import Spent
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from tests.annotation.labelers.test_openai_labeler import asking
from tests.fakes import openai_server as fake
from tests.fakes.openai_server import Asked, FakeOpenAI, Reply

TASK = Task(("billing", "shipping", "refund"), "Which desk?")
QUESTIONS = [Question(f"r{n}", "I want a refund") for n in range(10)]
PRICES = {"price_in": 10_000.0, "price_out": 10_000.0}
"""The fake counts 100 tokens sent and 20 answered: 1.20 for an answer."""


def by_record(found: list[Suggestion]) -> list[Suggestion]:
    return sorted(found, key=lambda one: one.record_id)


def test_a_second_run_asks_nothing_and_answers_the_same(tmp_path: Path) -> None:
    with FakeOpenAI({"r1": [fake.off_schema], "r2": [fake.off_schema, fake.good]}) as server:
        with Ledger(tmp_path / "a.jsonl") as ledger:
            first = list(asking(server).suggest(QUESTIONS, [], TASK, ledger))
        asked = len(server.calls)
        with Ledger(tmp_path / "a.jsonl") as ledger:
            assert by_record(list(asking(server).suggest(QUESTIONS, [], TASK, ledger))) == by_record(first)
            assert (ledger.run, ledger.spent.calls) == (Spent(), asked)
        assert len(server.calls) == asked == 12


def test_answers_that_did_not_count_can_be_asked_for_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a.jsonl")
    with FakeOpenAI({"r1": [fake.refusing, fake.good]}) as server:
        assert [one.cause for one in asking(server).suggest(QUESTIONS[1:2], [], TASK, ledger)] == ["refused"]
        assert [one.cause for one in asking(server).suggest(QUESTIONS[1:2], [], TASK, ledger)] == ["refused"]
        again = asking(server, ask_again=True).suggest(QUESTIONS[:2], [], TASK, ledger)
        assert {one.value for one in again} == {"refund"}
        assert len(server.calls_for("r1")) == 2


def test_what_no_answer_came_for_is_asked_in_the_next_run(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a.jsonl")
    with FakeOpenAI({"r1": [fake.status(500)] * 3 + [fake.good]}) as server:
        first = {one.record_id: one.cause for one in asking(server).suggest(QUESTIONS, [], TASK, ledger)}
        assert first["r1"] == "endpoint: HTTP 500, 3 attempts"
        assert {one.value for one in asking(server).suggest(QUESTIONS, [], TASK, ledger)} == {"refund"}


def test_the_budget_stops_before_it_is_exceeded() -> None:
    ledger = Ledger(budget=Budget(money=20.0))
    with FakeOpenAI() as server:
        found = list(asking(server, max_answer_tokens=50, **PRICES).suggest(QUESTIONS, [], TASK, ledger))
        values, calls = [one.value for one in found], len(server.calls)
    assert ledger.spent.money == pytest.approx(1.2 * calls)
    assert 5 <= calls < 10  # what a call has set aside and not used is there for the next one
    assert ledger.spent.money <= 20.0
    assert (values.count("refund"), {one.cause for one in found if one.value is None}) == (calls, {"budget"})


def test_a_budget_in_tokens_needs_no_prices() -> None:
    with FakeOpenAI() as server:
        found = list(asking(server).suggest(QUESTIONS, [], TASK, Ledger(budget=Budget(tokens=1))))
        assert ({one.cause for one in found}, server.calls) == ({"budget"}, [])


def test_a_budget_in_money_needs_prices() -> None:
    with FakeOpenAI() as server, pytest.raises(VerilodeError, match="needs the options price_in and price_out"):
        list(asking(server).suggest(QUESTIONS, [], TASK, Ledger(budget=Budget(money=1.0))))


def test_the_examples_that_were_shown_are_told() -> None:
    examples = [Example("a refund please", "refund", None, "e1"), Example("parcel", "shipping", None, "e2")]
    ledger = Ledger()
    with FakeOpenAI() as server:
        list(asking(server, examples_per_prompt=1).suggest(QUESTIONS, examples, TASK, ledger))
        assert ledger.shown == {"e1"}
        again = Ledger()
        list(asking(server, examples_per_prompt=0).suggest(QUESTIONS, examples, TASK, again))
        assert again.shown == set()


def test_progress_carries_what_was_spent() -> None:
    seen: list[Progress] = []
    with FakeOpenAI() as server, reporting_to(seen.append):
        list(asking(server, **PRICES).suggest(QUESTIONS, [], TASK, Ledger()))
    assert (seen[-1].label, seen[-1].done) == ("suggest: openai, 12.00 spent", 10)


def test_cancelling_keeps_what_is_answered(tmp_path: Path) -> None:
    questions = [Question(f"r{n}", "I want a refund") for n in range(200)]
    ledger = Ledger(tmp_path / "a.jsonl")
    with FakeOpenAI({one.record_id: [fake.slow(0.02)] for one in questions}) as server:
        threading.Timer(0.3, ledger.cancel).start()
        with pytest.raises(VerilodeError, match="cancelled; what is answered is stored"):
            list(asking(server, concurrency=4).suggest(questions, [], TASK, ledger))
        time.sleep(0.1)
        kept, asked = Ledger(tmp_path / "a.jsonl").spent, len(server.calls)
    assert 0 < kept.answers <= asked < 200
    assert ledger.underway == 0


def test_an_estimate_knows_what_is_stored_and_asks_nothing() -> None:
    ledger = Ledger()
    with FakeOpenAI() as server:
        labeler = asking(server, **PRICES)
        list(labeler.suggest(QUESTIONS[:4], [], TASK, ledger))
        found = labeler.estimate(QUESTIONS, [], TASK, ledger)
        assert (found.records, found.stored, len(server.calls)) == (10, 4, 4)
        assert found.money > 0
        list(labeler.suggest(QUESTIONS, [], TASK, ledger))
        assert labeler.estimate(QUESTIONS, [], TASK, ledger).tokens_in == 0


def test_with_twenty_answers_the_estimate_is_the_models_own_count() -> None:
    ledger, more = Ledger(), [Question(f"m{n}", "I want a refund") for n in range(30)]
    with FakeOpenAI() as server:
        list(asking(server).suggest(more[:20], [], TASK, ledger))
        found = asking(server).estimate(more, [], TASK, ledger)
    assert (found.tokens_in, found.tokens_out, found.money) == (1000, 200, None)
    assert found.seconds > 0


def says_in_turn(*labels: str) -> list[fake.Behaviour]:
    def saying(label: str) -> fake.Behaviour:
        def say(asked: Asked) -> Reply:
            return fake.answers(asked, label)

        return say

    return [saying(label) for label in labels]


def test_several_samples_vote_and_their_share_is_the_confidence() -> None:
    with FakeOpenAI({"r1": says_in_turn("billing", "refund", "refund", "shipping", "refund")}) as server:
        [found] = asking(server, samples=5).suggest(QUESTIONS[1:2], [], TASK)
        assert (found.value, found.confidence, found.basis) == ("refund", pytest.approx(0.6), "5 samples")
        assert [call["temperature"] for call in server.calls] == [0.7] * 5
        assert "logprobs" not in server.calls[0]


def test_a_server_that_refuses_log_probabilities_is_asked_without_from_then_on() -> None:
    with FakeOpenAI({one.record_id: [fake.no_logprobs_here] for one in QUESTIONS}) as server:
        found = list(asking(server, concurrency=1).suggest(QUESTIONS, [], TASK))
        assert {(one.value, one.confidence, one.basis) for one in found} == {("refund", None, None)}
        assert len(server.calls) == 11
