"""The saving: hours and money by hand, faster and slower review, and when nothing can be told."""

import json

import numpy as np
import pytest

from annotation.agreement.saving import against_claims, saving
from annotation.agreement.seconds import Rates
from pipelines.core.errors import VerilodeError

TENS, FIVES, TWENTIES = [10.0] * 30, [5.0] * 30, [20.0] * 30


def test_hours_so_far_and_of_the_whole_project():
    """1,000 records at 10 s are 2.78 h; 100 blind and 300 at 5 s are 0.69 h; 100 of the 300 are still waiting."""
    found = saving(TENS, FIVES, 1_000, 100, 200, 600)
    assert (found.waiting, found.untouched, found.ratio.value) == (100, 0.6, 0.5)
    assert found.projected.hours_by_hand.value == pytest.approx(10_000 / 3600)
    assert found.projected.hours.value == pytest.approx(2_500 / 3600)
    assert found.projected.saved.value == pytest.approx(0.75)
    assert (found.actual.records, found.actual.saved.value) == (900, pytest.approx(1 - 2_000 / 9_000))


def test_money():
    found = saving([36.0] * 20, [18.0] * 20, 1_000, 100, 400, 500, Rates(50, 5, 0.01, "EUR"))
    assert found.projected.money_by_hand.value == pytest.approx(500)
    assert found.projected.money.value == pytest.approx(50 + 100 + 5 + 10)
    assert found.projected.money_saved.value == pytest.approx(335)
    assert found.currency == "EUR"


def test_faster_review_is_called_that():
    assert saving(TENS, FIVES, 1_000, 100, 200, 600).sentence == (
        "Review with a suggestion is faster: 0.50 times the blind seconds (0.50 to 0.50); the whole project takes 75% "
        "less of people's time than by hand (saved: 75% to 75%), with 600 of 1000 records untouched."
    )


def test_slower_review_is_called_that_even_where_the_project_saves():
    found = saving(TENS, TWENTIES, 1_000, 100, 100, 800)
    assert found.sentence.startswith("Review with a suggestion is slower: 2.00 times")
    assert found.projected.saved.value == pytest.approx(0.7)


def test_a_project_that_loses_time_says_so():
    found = saving(TENS, TWENTIES, 1_000, 100, 900, 0)
    assert found.projected.saved.value == pytest.approx(-0.9)
    assert "takes 90% more of people's time" in found.sentence


def test_no_clear_difference():
    found = saving([*range(1, 31)], [*range(2, 32)], 1_000, 100, 100, 0)
    assert found.ratio.low < 1 < found.ratio.high
    assert "neither clearly faster nor slower" in found.sentence


def test_the_interval_of_the_ratio_holds_the_truth_about_as_often_as_it_says():
    rng, held = np.random.default_rng(1), 0
    for _ in range(100):
        found = saving(rng.gamma(4, 3, 60), rng.gamma(4, 2, 60), 1_000, 100, 100, 0)
        held += found.ratio.low <= 2 / 3 <= found.ratio.high
    assert 0.87 <= held / 100 <= 1


@pytest.mark.parametrize(
    ("blind", "assisted", "reason"),
    [
        (19, 30, "there are only 19 of 20 timed records answered blind"),
        (30, 0, "there are only 0 of 20 timed records reviewed with a suggestion"),
        (
            1,
            2,
            "there are only 1 of 20 timed records answered blind and 2 of 20 timed records reviewed with a suggestion",
        ),
    ],
)
def test_too_few_timed_records(blind, assisted, reason):
    found = saving([9.0] * blind, [5.0] * assisted, 1_000, 100, 100, 0)
    assert not found.enough and found.reason == reason
    assert (found.ratio, found.actual, found.projected) == (None, None, None)
    assert found.sentence == f"No saving can be told yet: {reason}."


def test_where_nothing_is_reviewed_with_a_suggestion_its_pace_is_not_needed():
    found = saving(TENS, [], 1_000, 400, 0, 600)
    assert found.enough and found.ratio is None
    assert found.projected.saved.value == pytest.approx(0.6)
    assert found.sentence.startswith("The whole project takes 60% less")


def test_whoever_left_the_desk_counts_up_to_the_cap():
    found = saving([10.0] * 29 + [5_000.0], FIVES, 1_000, 100, 200, 600, cap=70)
    assert (found.blind.mean, found.blind.median, found.blind.capped, found.cap) == (12.0, 10.0, 1, 70)


def test_before_anything_is_done_there_is_no_figure_so_far():
    assert saving(TENS, FIVES, 1_000, 0, 0, 0).actual is None


def test_it_is_json():
    found = saving(TENS, FIVES, 1_000, 100, 200, 600, Rates(40))
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["projected"]["saved"]["value"] == 0.75


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((TENS, FIVES, 100, 60, 60, 0), "do not fit into 100"),
        ((TENS, FIVES, 100, -1, 0, 0), "do not fit"),
        ((TENS, [float("nan")], 100, 10, 0, 0), "seconds must be numbers"),
        (([0.0] * 30, FIVES, 100, 10, 10, 0), "0 seconds"),
    ],
)
def test_figures_that_do_not_fit_are_refused(given, reason):
    with pytest.raises(VerilodeError, match=reason):
        saving(*given)


def test_a_cap_of_nothing_is_refused():
    with pytest.raises(VerilodeError, match="cap"):
        saving(TENS, FIVES, 100, 10, 10, 0, cap=0)


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        (600, "on this data it is more: 75% (75% to 75%)."),
        (0, "on this data it is as much: 45% (45% to 45%)."),
    ],
)
def test_the_common_claim_stands_beside_the_measured_saving(accepted: int, told: str) -> None:
    found = saving(TENS, FIVES, 1_000, 100, 200, accepted)
    assert against_claims(found) == f"Elsewhere 40% to 60% less time is claimed; {told}"


def test_without_seconds_the_claim_is_not_answered_in_kind() -> None:
    assert "here 60% of the records were accepted unseen" in against_claims(saving([], [], 1_000, 100, 200, 600))
