"""`verilode suggest`: what it tells before, and what it tells after."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.command_line import Shell
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.projects import diagnoses, make_project

PRICED = ("--set", "price_in=1.0", "--set", "price_out=4")


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as running:
        yield running


@pytest.fixture
def words(tmp_path: Path, server: FakeOpenAI) -> list[str]:
    make_project(tmp_path, diagnoses(30))
    return ["--labeler", "openai", "--set", f"base_url={server.base_url}"]


def test_an_estimate_says_plainly_what_is_unknown(tmp_path: Path, words: list[str], server: FakeOpenAI) -> None:
    lines = Shell(tmp_path)("suggest --estimate", *words).out.splitlines()
    assert lines[0] == "openai: 30 records, 0 of them answered and paid for already"
    assert lines[1].endswith("without repeats (one token for every 4 bytes, before this model has counted any)")
    assert lines[2:] == [
        "  money: unknown; set price_in and price_out",
        "  time: unknown before the first answers",
    ]
    assert server.calls == []


def test_a_run_tells_what_it_cost(tmp_path: Path, words: list[str]) -> None:
    lines = Shell(tmp_path)("suggest", *words, *PRICED).out.splitlines()
    assert lines == [
        "openai: 30 of 30 records have a suggestion",
        "this run: 30 calls; 30 answers; 3,000 tokens in and 600 out; 0.01 spent",
        "in all:   30 calls; 30 answers; 3,000 tokens in and 600 out; 0.01 spent",
    ]


def test_after_a_run_the_estimate_knows_money_and_time(tmp_path: Path, words: list[str]) -> None:
    Shell(tmp_path).json("suggest", *words, *PRICED)
    told = Shell(tmp_path).json("suggest --estimate --budget 2", *words, *PRICED)
    assert (told["estimate"]["stored"], told["estimate"]["money"], told["budget"]) == (30, 0.0, 2.0)


def test_a_budget_without_room_leaves_the_records_to_people(
    tmp_path: Path, words: list[str], server: FakeOpenAI
) -> None:
    ran = Shell(tmp_path)("suggest --max-tokens 10", *words)
    assert (ran.code, ran.out.splitlines()[1]) == (0, "  30 need a person: budget")
    assert server.calls == []


def test_a_budget_in_money_needs_prices(tmp_path: Path, words: list[str]) -> None:
    ran = Shell(tmp_path)("suggest --budget 5", *words)
    assert (ran.code, ran.err.splitlines()[-1]) == (
        1,
        "verilode: labeler 'openai': a budget in money needs the options price_in and price_out",
    )


def test_an_unknown_option_is_one_line(tmp_path: Path, words: list[str]) -> None:
    ran = Shell(tmp_path)("suggest --set modell=x", *words)
    assert ran.code == 1
    assert "has no option 'modell'" in ran.err
