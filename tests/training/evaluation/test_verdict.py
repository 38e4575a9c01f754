"""The verdict: literal differences and the word they earn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.compared import Compared, records_to_settle
from training.evaluation.verdict import judge


def seen(low: float, high: float, *, n: int = 1000, gained: int = 0, lost: int = 0) -> Compared:
    return Compared((low + high) / 2, low, high, n, gained, lost)


BETTER = seen(0.40, 0.48, gained=450, lost=10)
EQUAL = seen(-0.005, 0.007, gained=4, lost=3)


@pytest.mark.parametrize(
    ("domain", "general", "word", "said"),
    [
        (BETTER, EQUAL, "better", "General ability is kept."),
        (BETTER, None, "better", "General ability was not measured."),
        (
            BETTER,
            seen(-0.06, 0.02, n=200, gained=4, lost=8),
            "better",
            "200 questions are too few to rule out a loss",
        ),
        (BETTER, seen(-0.95, -0.85, n=200, lost=180), "worse", "General ability fell by 90.0 points."),
        (seen(-0.2, -0.1, gained=20, lost=170), EQUAL, "worse", "15.0 points fewer right"),
        (EQUAL, EQUAL, "same", "0.1 points more right"),
        (
            seen(-0.02, 0.06, n=400, gained=30, lost=22),
            EQUAL,
            "not enough data",
            "About 1,200 more test records",
        ),
    ],
)
def test_one_word_for_each_case(domain, general, word, said):
    verdict = judge(domain, general and {"general": general})
    assert verdict.verdict == word
    assert said in verdict.sentence


def test_three_records_that_all_agree_prove_nothing():
    verdict = judge(Compared(1.0, 1.0, 1.0, n=3, gained=3, lost=0), None)
    assert (verdict.verdict, verdict.more_records) == ("not enough data", 3)


def test_five_records_without_a_change_are_not_the_same():
    verdict = judge(Compared(0.0, 0.0, 0.0, n=5, gained=0, lost=0), None)
    assert (verdict.verdict, verdict.more_records) == ("not enough data", 144)


def test_general_ability_is_not_kept_on_the_word_of_twenty_questions():
    assert "too few" in judge(BETTER, {"general": Compared(0.0, 0.0, 0.0, n=20, gained=0, lost=0)}).sentence


def test_a_wider_margin_lets_more_general_ability_go():
    general = {"general": seen(-0.09, -0.03, n=1000, gained=5, lost=65)}
    assert judge(BETTER, general, margin=0.02).verdict == "worse"
    assert judge(BETTER, general, margin=0.1).sentence.endswith("General ability is kept.")


@given(st.floats(-0.5, 0.5), st.floats(0, 0.5), st.integers(1, 10_000))
def test_an_open_question_always_says_how_many_records_settle_it(middle, reach, n):
    verdict = judge(Compared(middle, middle - reach, middle + reach, n, 0, 0), None)
    assert verdict.verdict in ("same", "not enough data")
    assert (verdict.more_records is None) == (verdict.verdict == "same")
    assert verdict.more_records is None or verdict.more_records >= 1


def test_four_times_the_records_halve_the_interval():
    assert records_to_settle(seen(-0.1, 0.3, n=50, gained=20, lost=15), margin=0.02) == 150


def test_every_suite_counts_and_is_called_by_its_name():
    lost = seen(-0.95, -0.85, n=200, lost=180)
    assert judge(BETTER, {"general": EQUAL, "law": lost}).sentence.endswith("Ability in law fell by 90.0 points.")
    open_one = seen(-0.06, 0.02, n=200, gained=4, lost=8)
    assert "Ability in law changed by -2.0%" in judge(BETTER, {"general": EQUAL, "law": open_one}).sentence


def test_a_score_that_is_no_count_of_right_answers_is_called_by_its_metric():
    score = Compared(0.05, 0.02, 0.08, n=500, p=0.001)
    verdict = judge(score, metric="chrf", other="run abc")
    assert verdict.verdict == "better"
    assert "the tuned model scores 5.0 points higher in chrf than run abc" in verdict.sentence
