"""The ensemble: what several answers mean together, counted by hand, and members that are really asked."""

from typing import Any

import pytest

from annotation.labelers import LABELERS, Example, Ledger, Question, Suggestion, Task
from annotation.labelers._agreement import join
from pipelines.core.errors import VerilodeError
from pipelines.kinds import kind_of
from tests.fakes import openai_server as fake
from tests.fakes.openai_server import FakeOpenAI

TASK = Task(("refund", "parcel", "other"))
WORD = {"label": "refund", "any": ["refund"]}
PARCEL = {"label": "parcel", "any": ["parcel"]}


def says(value: str | None, confidence: float | None = None, cause: str | None = None) -> Suggestion:
    """One member's answer."""
    return Suggestion("r", value, confidence, None, "member", "0" * 64, cause)


def rules(*those: dict[str, Any]) -> dict[str, Any]:
    """A member."""
    return {"labeler": "rules", "options": {"rules": list(those)}}


def ask(text: str, *members: dict[str, Any], examples: list[Example] | None = None, **options: Any) -> Suggestion:
    """The suggestion for one text."""
    labeler = LABELERS.build("ensemble", {"members": list(members), **options})
    [found] = labeler.suggest([Question("q", text)], examples or [], TASK)
    return found


def test_the_best_supported_value_wins_and_its_probabilities_are_averaged() -> None:
    found = join([says("a", 0.6), says("b", 0.9), says("a", 0.7)], [0.5] * 3, str.__eq__)
    assert found is not None
    assert (found.value, found.agreeing, found.answered, found.pool) == ("a", (0, 2), 3, pytest.approx(1.3 / 3))


def test_a_member_without_a_value_neither_supports_nor_contradicts() -> None:
    found = join([says("a", 0.8), says(None, cause="rules_silent")], [0.5] * 2, str.__eq__)
    assert found is not None
    assert (found.value, found.answered, found.pool) == ("a", 1, 0.8)


def test_a_member_without_a_number_counts_as_often_right_as_it_was() -> None:
    found = join([says("a", 0.8), says("b")], [0.5, 0.9], str.__eq__)
    assert found is not None
    assert (found.value, found.pool) == ("b", pytest.approx(0.45))


def test_ties_go_to_the_member_named_first() -> None:
    found = join([says("b", 0.5), says("a", 0.5)], [0.5] * 2, str.__eq__)
    assert found is not None
    assert found.value == "b"


def test_agreement_is_what_the_kind_says_it_is() -> None:
    orders = [says("[2,0,1,3]", 0.5), says("[0,1,2,3]", 0.8), says("[2,1,0,3]", 0.6)]
    found = join(orders, [0.5] * 3, kind_of("rank").agree)
    assert found is not None
    assert (found.value, found.agreeing) == ("[2,1,0,3]", (0, 2))


def test_members_that_agree_and_members_that_do_not() -> None:
    found = ask("a refund", rules(WORD), rules(WORD, PARCEL))
    assert (found.value, found.confidence, found.basis) == ("refund", pytest.approx(0.5), "agreement of 2")
    assert found.rationale == "2 of 2 agree (rules: refund; rules: refund)"
    apart = ask("refund the parcel", rules(WORD), rules(PARCEL))
    assert (apart.value, apart.confidence) == ("refund", pytest.approx(0.25))


def test_where_nobody_answers_the_causes_are_named_and_no_label_is() -> None:
    found = ask("hello", rules(WORD), rules(PARCEL))
    assert (found.value, found.confidence, found.cause) == (None, None, "rules_silent")
    both = ask("refund the parcel", rules(WORD, PARCEL), rules({"label": "other", "any": ["hello"]}))
    assert both.cause == "rules_disagree; rules_silent"


def test_with_enough_checks_agreement_is_worth_what_it_was_worth() -> None:
    """Where both say refund they are right four times in five; where only one speaks, hardly ever."""
    joint = [("a refund for my money", "other" if n % 5 == 0 else "refund") for n in range(60)]
    lone = [("no refund", "refund" if n % 10 == 0 else "other") for n in range(60)]
    examples = [Example(text, answer, None, f"e{n}") for n, (text, answer) in enumerate([*joint, *lone])]
    members = (rules(WORD), rules({"label": "refund", "any": ["money"]}))
    asked = {"examples": examples, "calibrate_from": 50}
    agreed, alone = ask("refund money", *members, **asked), ask("refund", *members, **asked)
    assert agreed.confidence == pytest.approx(0.8, abs=0.07)
    assert alone.confidence == pytest.approx(0.1, abs=0.08)


def test_verified_records_that_are_asked_about_are_checks_too_and_asked_once() -> None:
    examples = [Example("a refund", "refund" if n % 4 else "other", None, f"e{n}") for n in range(80)]
    with FakeOpenAI() as server:
        asks = {"labeler": "openai", "options": {"base_url": server.base_url}}
        labeler = LABELERS.build("ensemble", {"members": [asks, rules(WORD)]})
        found = list(labeler.suggest([example.question for example in examples], examples, TASK))
        assert (len(found), len(server.calls)) == (80, 80)
    assert found[0].confidence == pytest.approx(0.75, abs=0.02)


def test_checks_cost_nothing_where_they_are_switched_off() -> None:
    examples = [Example("a refund", "refund", None, f"e{n}") for n in range(60)]
    with FakeOpenAI() as server:
        asks = {"labeler": "openai", "options": {"base_url": server.base_url}}
        ask("a refund", asks, rules(WORD), examples=examples, calibrate_on=0)
        assert len(server.calls) == 1


def test_the_ledger_is_every_members() -> None:
    with FakeOpenAI() as server:
        asks = {"labeler": "openai", "options": {"base_url": server.base_url}}
        labeler = LABELERS.build("ensemble", {"members": [asks, rules(WORD)]})
        with Ledger() as ledger:
            list(labeler.suggest([Question("q", "a refund")], [], TASK, ledger))
            list(labeler.suggest([Question("q", "a refund")], [], TASK, ledger))
        assert (len(server.calls), ledger.spent.answers) == (1, 1)


def test_an_endpoint_that_fails_leaves_the_others() -> None:
    with FakeOpenAI({"q": [fake.refusing]}) as server:
        asks = {"labeler": "openai", "options": {"base_url": server.base_url}}
        found = ask("a refund", asks, rules(WORD))
    assert (found.value, found.confidence) == ("refund", pytest.approx(0.5))
    assert found.rationale == "1 of 1 agree (openai:gpt-4.1-mini: refused; rules: refund)"


def test_the_estimate_is_the_members_together() -> None:
    with FakeOpenAI() as server:
        asks = {"labeler": "openai", "options": {"base_url": server.base_url}}
        both = LABELERS.build("ensemble", {"members": [asks, asks]})
        one = LABELERS.build("openai", asks["options"])
        questions = [Question(f"q{n}", "a refund") for n in range(5)]
        whole, part = both.estimate(questions, [], TASK, Ledger()), one.estimate(questions, [], TASK, Ledger())
    assert whole.records == 5
    assert whole.tokens_in == (None if part.tokens_in is None else 2 * part.tokens_in)
    free = LABELERS.build("ensemble", {"members": [rules(WORD), rules(PARCEL)]})
    assert free.estimate(questions, [], TASK, Ledger()).tokens_in is None


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (None, "needs the option members with at least two labelers"),
        ([rules(WORD)], "needs the option members with at least two labelers"),
        (["local", "rules"], "member 1 is no mapping such as {labeler: local}"),
        ([rules(WORD), {"labeler": "local", "folds": 3}], "member 2 has 'folds' beside labeler and options"),
        ([rules(WORD), {"labeler": "lokal"}], "no labeler called 'lokal'; did you mean 'local'?"),
        ([rules(WORD), {"labeler": "local", "options": {"folds": 1}}], "folds is 1, wanted at least 2"),
    ],
)
def test_what_is_no_ensemble_is_one_line(members: Any, reason: str) -> None:
    with pytest.raises(VerilodeError) as caught:
        LABELERS.build("ensemble", {"members": members})
    assert reason in str(caught.value)
