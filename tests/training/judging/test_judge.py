"""The judge over a real connection: both orders, nothing paid twice, honest about what it is worth."""

import json
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from tests.fakes.judge import better, first_place, judging, panel, verdict
from tests.fakes.openai_server import broken_json, hang_up, off_schema, refusing, silent, status, web_page
from training.judging import Endpoint, Pair, judge_pairs

ITEMS = ["i1", "i2", "i3", "i4"]
PAIRS = [
    Pair("i1", "How?", "good **", "poor"),
    Pair("i2", "Why?", "poor", "good *"),
    Pair("i3", "When?", "good *", "fair *"),
    Pair("i4", "Who?", "good *", "poor"),
]


def endpoint(server, **options) -> Endpoint:
    return Endpoint("grader", server.base_url, **options)


def test_each_pair_is_asked_in_both_orders_and_won_by_who_wins_both():
    with panel(ITEMS) as server:
        judged = judge_pairs(PAIRS, endpoint(server))
    assert judged.points == (1, -1, 0, 1)
    assert [one.winner for one in judged.verdicts] == ["a", "b", "tie", "a"]
    assert (judged.win_rate, judged.flip_rate, judged.calls) == (0.625, 0.0, 8)
    assert judged.difference.low <= judged.difference.difference == 0.25 <= judged.difference.high
    shown = [json.loads(call["messages"][1]["content"])["record"] for call in server.calls_for("i1")]
    assert ["good" in one["first"] for one in shown] == [True, False]


def test_a_judge_that_goes_by_place_decides_nothing_and_is_found_out():
    with panel(ITEMS, first_place) as server:
        judged = judge_pairs(PAIRS, endpoint(server))
    assert (judged.points, judged.flip_rate, judged.first_rate) == ((0, 0, 0, 0), 1.0, 1.0)


def test_a_second_run_pays_nothing(tmp_path):
    ledger = tmp_path / "judge" / "ledger.jsonl"
    with panel(ITEMS) as server:
        first = judge_pairs(PAIRS, endpoint(server), ledger=ledger)
        again = judge_pairs(PAIRS, endpoint(server), ledger=ledger)
        assert len(server.calls) == 8
    assert (first.calls, again.calls, again.verdicts) == (8, 0, first.verdicts)
    assert "sk-" not in ledger.read_text()


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    ledger = tmp_path / "ledger.jsonl"

    def stop(report: Progress) -> None:
        if report.done == 2:
            raise KeyboardInterrupt

    with panel(ITEMS) as server:
        with pytest.raises(KeyboardInterrupt), reporting_to(stop):
            judge_pairs(PAIRS, endpoint(server), ledger=ledger, workers=1)
        paid = len(server.calls)
        judge_pairs(PAIRS, endpoint(server), ledger=ledger)
        assert paid >= 4
        assert len(server.calls) == 8


def test_another_criterion_or_model_is_another_question(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    with panel(ITEMS) as server:
        judge_pairs(PAIRS, endpoint(server), ledger=ledger)
        assert judge_pairs(PAIRS, endpoint(server), ledger=ledger, criterion="Shorter is better.").calls == 8
        assert judge_pairs(PAIRS, Endpoint("other", server.base_url), ledger=ledger).calls == 8


def test_equal_answers_are_a_tie_and_cost_nothing():
    with panel(ITEMS) as server:
        judged = judge_pairs([*PAIRS, Pair("same", "How?", "yes", " yes\n")], endpoint(server))
        assert server.calls_for("same") == []
    assert judged.points[-1] == 0


@pytest.mark.parametrize("behaviour", [off_schema, silent, refusing, broken_json, web_page, status(500)])
def test_what_cannot_be_read_is_no_verdict_and_counted(behaviour, tmp_path):
    with panel(ITEMS[1:], i1=[behaviour]) as server:
        judged = judge_pairs(PAIRS, endpoint(server))
    assert (judged.unanswered, judged.points) == (1, (-1, 0, 1))


def test_a_reply_without_the_receipt_may_come_out_of_an_answer_and_does_not_count():
    with panel(ITEMS[1:], i1=[lambda asked: verdict(asked, "first", receipt="0000")]) as server:
        assert judge_pairs(PAIRS, endpoint(server)).unanswered == 1


def test_a_paid_reply_without_a_verdict_is_not_paid_again(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    with panel(ITEMS[1:], i1=[off_schema]) as server:
        judge_pairs(PAIRS, endpoint(server), ledger=ledger)
        assert judge_pairs(PAIRS, endpoint(server), ledger=ledger).calls == 0


def test_a_passing_failure_is_asked_again():
    with panel(ITEMS[1:], i1=[status(503), judging(better)]) as server:
        assert judge_pairs(PAIRS, endpoint(server)).unanswered == 0


def test_an_endpoint_that_knows_no_schema_is_asked_without():
    def no_schema(asked):
        return status(400)(asked) if "response_format" in asked.request else judging(better)(asked)

    with panel([], **{item: [no_schema] for item in ITEMS}) as server:
        assert judge_pairs(PAIRS, endpoint(server), workers=1).points == (1, -1, 0, 1)
        assert ["response_format" in call for call in server.calls] == [True, *[False] * 8]


@pytest.mark.parametrize(("code", "why"), [(401, "status 401"), (403, "status 403"), (404, "status 404")])
def test_a_wrong_key_or_address_is_one_line_without_the_endpoint_s_words(code, why, monkeypatch):
    monkeypatch.setenv("GRADER_KEY", "sk-hunter2")
    with panel(ITEMS[1:], i1=[status(code)]) as server, pytest.raises(VerilodeError, match=why) as refused:
        judge_pairs(PAIRS, endpoint(server, api_key_env="GRADER_KEY"))
    assert "SECRET-BODY" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_nobody_there_is_one_line():
    with panel(ITEMS) as server:
        gone = endpoint(server)
    with pytest.raises(VerilodeError, match="cannot be reached"):
        judge_pairs(PAIRS[:1], gone)


def test_a_cut_connection_is_one_line():
    with panel(ITEMS[1:], i1=[hang_up]) as server, pytest.raises(VerilodeError, match="cannot be reached"):
        judge_pairs(PAIRS[:1], endpoint(server))


def test_a_judge_that_only_chats_is_not_asked_for_ever():
    pairs = [Pair(f"p{n}", "How?", "x", f"y{n}") for n in range(40)]
    with panel([], **{pair.item_id: [off_schema] for pair in pairs}) as server:
        with pytest.raises(VerilodeError, match="on 8 pairs in a row"):
            judge_pairs(pairs, endpoint(server), workers=1)
        assert len(server.calls) < 40


def test_votes_of_people_show_what_the_judge_is_worth():
    votes = [("i1", "a"), ("i2", "b"), ("i3", "a"), ("i4", "a"), ("unknown", "b")]
    with panel(ITEMS) as server:
        judged = judge_pairs(PAIRS, endpoint(server), votes=votes)
    # three of four agree; by chance 2/4 · 3/4 + 1/4 · 1/4 = 7/16
    assert (judged.agreement, judged.voted) == (0.75, 4)
    assert judged.kappa == pytest.approx((3 / 4 - 7 / 16) / (1 - 7 / 16))


@pytest.mark.parametrize(
    ("pairs", "votes", "why"),
    [
        ([], [], "nothing to judge"),
        ([PAIRS[0], PAIRS[0]], [], "same item id"),
        (PAIRS, {"i1": "base"}, "a vote on 'i1' names 'base', wanted a, b or tie"),
    ],
)
def test_what_cannot_be_judged_is_refused_before_anything_is_paid(pairs, votes, why):
    with panel(ITEMS) as server:
        with pytest.raises(VerilodeError, match=why):
            judge_pairs(pairs, endpoint(server), votes=votes)
        assert server.calls == []


def test_progress_is_told_pair_by_pair():
    seen: list[Progress] = []
    with panel(ITEMS) as server, reporting_to(seen.append):
        judge_pairs(PAIRS, endpoint(server))
    assert [(one.done, one.total) for one in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_result_is_json(tmp_path: Path):
    with panel(ITEMS) as server:
        told = json.loads(json.dumps(judge_pairs(PAIRS, endpoint(server)).as_dict()))
    assert told["winners"] == {"i1": "a", "i2": "b", "i3": "tie", "i4": "a"}
    assert told["length_controlled"] is None
