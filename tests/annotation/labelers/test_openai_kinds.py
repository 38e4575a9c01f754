"""The openai labeler for every kind of task, and in ways that a single label does not show."""

import json
from typing import Any

import pytest

from annotation.labelers import Example, Question, Task
from pipelines.kinds import KINDS
from tests.annotation.labelers.test_openai_labeler import asking
from tests.fakes import openai_server as fake
from tests.fakes.openai_server import Asked, FakeOpenAI, Reply

DRAFT = '{"instruction":"Greet","response":"Hello","system":""}'
ASKED = {
    "classify": (Task(("billing", "refund")), Question("r1", "a refund"), "refund"),
    "multilabel": (
        Task(("billing", "refund"), kind="multilabel"),
        Question("r1", "refund and billing"),
        '["billing","refund"]',
    ),
    "spans": (
        Task(("refund",), kind="spans"),
        Question("r1", "a refund"),
        '[{"end":8,"label":"refund","start":2}]',
    ),
    "generate": (Task(kind="generate"), Question("r1", "Say hello"), "About Say hello"),
    "edit": (Task(kind="edit"), Question("r1", "Greet\nHello", DRAFT), DRAFT),
    "rank": (Task(kind="rank"), Question("r1", "Which?", None, ("b", "a", "c")), "[1,0,2]"),
    "preference": (Task(kind="preference"), Question("r1", "Which?", None, ("b", "a")), "first"),
    "verdict": (Task(kind="verdict"), Question("r1", "a good one"), "acceptable"),
}


@pytest.mark.parametrize("kind", KINDS.names())
def test_every_kind_is_asked_and_checked(kind: str) -> None:
    task, question, value = ASKED[kind]
    examples = [Example(question.text, value, question.given, "e1", question.candidates)]
    with FakeOpenAI() as server:
        [found] = asking(server).suggest([question], examples, task)
        assert (found.value, found.cause, found.basis) == (value, None, "token probabilities")
        assert json.loads(server.calls[0]["messages"][1]["content"])["examples"]
    assert found.confidence is not None
    assert 0 < found.confidence <= 0.9 + 1e-9


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("multilabel", {"labels": ["billing", "root"]}),
        ("spans", {"spans": [{"text": "not there", "label": "refund", "nth": 1}]}),
        ("generate", {"response": "  "}),
        ("edit", {"system": "", "instruction": "Greet", "response": None}),
        ("rank", {"order": ["A", "A", "B"]}),
        ("verdict", {"verdict": "maybe"}),
        ("classify", {"label": ["refund"]}),
        ("classify", {}),
    ],
)
def test_what_is_no_answer_of_the_kind_is_asked_for_once_more(kind: str, fields: dict[str, Any]) -> None:
    task, question, value = ASKED[kind]

    def wrong(asked: Asked) -> Reply:
        return fake.tells(asked, fields)

    with FakeOpenAI({"r1": [wrong, fake.good]}) as server:
        [found] = asking(server).suggest([question], [], task)
        assert (found.value, len(server.calls)) == (value, 2)
    with FakeOpenAI({"r1": [wrong]}) as server:
        [found] = asking(server).suggest([question], [], task)
        assert (found.value, found.cause) == (None, "off_schema")


def test_a_single_candidate_is_not_worth_a_call() -> None:
    with FakeOpenAI() as server:
        [found] = asking(server).suggest([Question("r1", "?", None, ("only",))], [], Task(kind="rank"))
        assert (found.value, found.cause, server.calls) == (None, "too_few_candidates", [])
