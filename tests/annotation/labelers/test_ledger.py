"""The ledger: what is paid for is kept, whatever happens to the process, and a budget is a hard stop."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotation.labelers import Budget, Ledger, Prices
from annotation.labelers._ledger import Call, Receipt, Tokens
from pipelines.core.errors import VerilodeError

KEY, OTHER = "a" * 64, "b" * 64
MOST = Tokens(100, 50)
PRICES = Prices(10_000.0, 20_000.0)
"""A cent for a token sent, two for one answered: the worst case of `MOST` is 2.00."""


def reserved(ledger: Ledger, key: str = KEY, prices: Prices = PRICES) -> Call:
    call = ledger.reserve(key, MOST, prices)
    assert call is not None
    return call


def pay(ledger: Ledger, key: str = KEY, used: Tokens = Tokens(20, 10), prices: Prices = PRICES) -> None:
    ledger.answered(reserved(ledger, key, prices), {"content": key[0]}, Receipt("m", used, prices, 80, 0.5, True))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers" / "openai.jsonl"


def test_a_stored_answer_is_there_in_the_next_run(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    with Ledger(file) as ledger:
        assert (ledger.stored(KEY), ledger.stored(OTHER)) == ({"content": "a"}, None)
        assert (KEY in ledger, OTHER in ledger) == (True, False)


def test_what_was_spent_counts_for_this_run_and_in_all(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    with Ledger(file) as ledger:
        pay(ledger, OTHER)
        assert (ledger.run.calls, ledger.run.tokens_in, ledger.run.money) == (1, 20, pytest.approx(0.4))
        assert (ledger.spent.calls, ledger.spent.tokens_in, ledger.spent.money) == (2, 40, pytest.approx(0.8))


def test_a_call_that_was_killed_with_its_process_may_have_cost_its_worst_case(file: Path) -> None:
    ledger = Ledger(file)
    pay(ledger)
    reserved(ledger, OTHER)
    spent = Ledger(file).spent
    assert (spent.calls, spent.answers, spent.lost, spent.lost_tokens) == (2, 1, 1, 150)
    assert spent.lost_money == pytest.approx(2.0)


def test_a_refused_call_costs_nothing_and_a_lost_one_its_worst_case(file: Path) -> None:
    with Ledger(file) as ledger:
        ledger.unanswered(reserved(ledger), "HTTP 429", billed=False)
        ledger.unanswered(reserved(ledger), "no answer in time", billed=True)
        assert (ledger.spent.calls, ledger.spent.lost) == (2, 1)
    assert Ledger(file).spent == ledger.spent


def test_a_budget_in_money_is_never_exceeded() -> None:
    ledger = Ledger(budget=Budget(money=3.0))
    first = reserved(ledger)
    assert ledger.reserve(OTHER, MOST, PRICES) is None
    ledger.answered(first, {}, Receipt("m", Tokens(20, 10), PRICES, 80, 0.5, True))
    assert ledger.reserve(OTHER, MOST, PRICES) is not None


def test_a_budget_in_tokens_counts_both_ways_and_all_runs(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    ledger = Ledger(file, Budget(tokens=179))
    assert ledger.reserve(OTHER, MOST, Prices()) is None
    assert Ledger(file, Budget(tokens=180)).reserve(OTHER, MOST, Prices()) is not None


def test_without_prices_money_is_unknown_and_never_within_a_budget() -> None:
    ledger = Ledger()
    pay(ledger, prices=Prices())
    assert (ledger.spent.money, ledger.spent.unpriced) == (0.0, 1)
    assert Ledger(budget=Budget(money=1e9)).reserve(KEY, MOST, Prices(1.0, None)) is None


def test_a_cut_last_line_is_passed_over_and_written_over(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"answered":"bbbb')
    with Ledger(file) as ledger:
        assert ledger.stored(KEY) == {"content": "a"}
        pay(ledger, OTHER)
    assert file.read_bytes().startswith(whole)
    assert Ledger(file).stored(OTHER) == {"content": "b"}


@pytest.mark.parametrize("damage", [b"no json\n", b"[1]\n", b'{"answered": 1}\n', b'{"asked": "x"}\n', b"\xff\n"])
def test_lines_of_somebody_else_are_passed_over(file: Path, damage: bytes) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    file.write_bytes(damage + file.read_bytes())
    assert Ledger(file).stored(KEY) == {"content": "a"}


def test_every_length_that_a_kill_can_leave_is_read(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        assert Ledger(file).stored(KEY) is None
        assert Ledger(file).spent.answers == 0


def test_what_a_killed_process_had_stored_is_there(file: Path) -> None:
    script = f"""
from pathlib import Path
from tests.annotation.labelers.test_ledger import pay, Ledger
ledger = Ledger(Path({str(file)!r}))
for number in range(10**6):
    pay(ledger, f"{{number:064x}}")
    print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    lines = [process.stdout.readline() for _ in range(50)]
    os.kill(process.pid, signal.SIGKILL)
    said = lines + process.communicate()[0].splitlines(keepends=True)
    ledger = Ledger(file)
    assert len([line for line in said if line.endswith("\n")]) <= ledger.spent.answers
    assert ledger.stored(f"{49:064x}") == {"content": "0"}


def test_only_the_owner_may_read_the_file(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_made_before_something_is_asked(file: Path) -> None:
    Ledger(file).close()
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file, not a folder")
    with pytest.raises(VerilodeError, match="cannot be opened"):
        reserved(Ledger(tmp_path / "answers" / "openai.jsonl"))


def test_many_threads_may_share_it(file: Path) -> None:
    with Ledger(file) as ledger:
        threads = [threading.Thread(target=pay, args=(ledger, f"{number:064x}")) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (ledger.spent.answers, ledger.underway) == (20, 0)
    assert Ledger(file).spent == ledger.spent


def test_what_a_model_was_like_is_remembered(file: Path) -> None:
    with Ledger(file) as ledger:
        pay(ledger)
    measured = Ledger(file).measured("m")
    assert (measured.answers, measured.sent_bytes, measured.tokens_in, measured.seconds) == (1, 80, 20, 0.5)
