"""One verdict out of two orders."""

import pytest

from training.judging import Pair, Verdict
from training.judging.result import summarise


@pytest.mark.parametrize(
    ("a_first", "b_first", "winner", "flipped"),
    [
        ("a", "a", "a", False),
        ("b", "b", "b", False),
        ("tie", "tie", "tie", False),
        ("a", "b", "tie", True),
        ("b", "a", "tie", True),
        ("a", "tie", "tie", False),
        ("tie", "b", "tie", False),
    ],
)
def test_a_winner_wins_in_both_orders(a_first, b_first, winner, flipped):
    verdict = Verdict("i", a_first, b_first)
    assert (verdict.winner, verdict.flipped) == (winner, flipped)


def test_unanswered_pairs_are_left_out_of_every_figure():
    pairs = [Pair(f"i{n}", "?", "long answer", "x") for n in range(3)]
    judged = summarise(pairs, [Verdict("i0", "a", "a"), None, Verdict("i2", "a", "b")], {"i1": "a"}, calls=4)
    assert (judged.points, judged.win_rate, judged.unanswered) == ((1, 0), 0.75, 1)
    assert (judged.flip_rate, judged.first_rate) == (0.5, 0.75)
    assert (judged.kappa, judged.agreement, judged.voted) == (None, None, 0)


def test_the_interval_is_that_of_the_mean_of_the_points():
    pairs = [Pair(f"i{n}", "?", "a", "b") for n in range(40)]
    judged = summarise(pairs, [Verdict(f"i{n}", "a", "a") for n in range(40)], {}, calls=80)
    assert tuple(judged.difference) == (1.0, 1.0, 1.0)
    assert judged.p_value == pytest.approx(2 * 0.5**40)


def test_three_wins_of_three_prove_nothing():
    pairs = [Pair(f"i{n}", "?", "a", "b") for n in range(3)]
    assert summarise(pairs, [Verdict(f"i{n}", "a", "a") for n in range(3)], {}, calls=6).p_value == 0.25
