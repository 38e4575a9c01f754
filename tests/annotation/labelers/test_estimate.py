"""What asking would take."""

import pytest

from annotation.labelers import Prices
from annotation.labelers._chat.estimate import Planned, estimate
from annotation.labelers._ledger import Measured

CALLS = [Planned(4000, 200)] * 10


def test_before_any_answer_bytes_are_counted_and_nothing_is_made_up() -> None:
    found = estimate(12, 2, CALLS, Measured(), Prices(), 8)
    assert (found.records, found.stored, found.tokens_in, found.tokens_out) == (12, 2, 10_000, 500)
    assert (found.money, found.seconds) == (None, None)
    assert "4 bytes" in found.basis


def test_prices_make_money_of_tokens() -> None:
    assert estimate(10, 0, CALLS, Measured(), Prices(1.0, 4.0), 8).money == pytest.approx(0.012)


def test_the_models_own_figures_count_once_there_are_enough() -> None:
    measured = Measured(100, 50.0, 100, 400_000, 80_000, 3000)
    found = estimate(10, 0, CALLS, measured, Prices(), 5)
    assert (found.tokens_in, found.tokens_out, found.seconds) == (8000, 300, pytest.approx(1.0))
    assert found.basis == "as this model counted them in 100 answers so far"


def test_a_handful_of_answers_is_not_enough() -> None:
    assert estimate(10, 0, CALLS, Measured(5, 50.0, 5, 400, 400, 400), Prices(), 5).seconds is None
