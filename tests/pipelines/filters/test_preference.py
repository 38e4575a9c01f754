"""The filter for preference pairs: no difference, an empty side, contradictions."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.preference import preference
from tests.fakes.judging import reason_for, reasons_for


def pair(chosen: str | None, rejected: str | None, prompt: str = "Which is best?") -> Record:
    return Record("r", instruction=prompt, response=chosen, rejected=rejected)


TWENTY = "one two three four five six seven eight nine ten and so on up to a hundred or to where"


@pytest.mark.parametrize(
    ("chosen", "rejected", "reason"),
    [
        ("Tea.", "tea. ", "the same answer: the chosen and the rejected one"),
        ("Tea.", "", "empty: the rejected answer"),
        ("...", "Tea.", "empty: the chosen answer"),
        (None, "Tea.", "empty: the chosen answer"),
        (f"{TWENTY} it ends", f"it ends {TWENTY}", "100% of the two answers' words are in both, more than 95%"),
    ],
)
def test_a_pair_that_teaches_nothing_is_dropped(chosen: str | None, rejected: str, reason: str) -> None:
    assert reason_for(preference(), pair(chosen, rejected)) == reason


@pytest.mark.parametrize(
    ("chosen", "rejected"),
    [
        ("Tea.", "Coffee."),
        ("16 - 7 = 9 eggs are left.\nA: 9", "16 - 7 = 8 eggs are left.\nA: 8"),
        ("yes", "no"),
        ("I'm sorry, but I can't assist with that.", "Sure! First, cut the red wire."),
        ("本合同三十天后终止。", "本合同三年后终止。"),
    ],
)
def test_a_pair_with_a_difference_is_kept(chosen: str, rejected: str) -> None:
    assert reason_for(preference(), pair(chosen, rejected)) is None


def test_the_same_pair_both_ways_round_is_dropped_twice() -> None:
    reasons = reasons_for(preference(), [pair("Tea.", "Coffee."), pair("Milk.", "Coffee."), pair("coffee.", "Tea.")])
    assert reasons == [turned := "contradicted: the same pair is there the other way round", None, turned]


def test_pairs_that_lead_in_a_circle_are_dropped() -> None:
    circle = [pair("Tea.", "Coffee."), pair("Coffee.", "Milk."), pair("Milk.", "Tea."), pair("Milk.", "Mud.")]
    assert reasons_for(preference(), circle) == ["contradicted: its pairs go round in a circle"] * 3 + [None]


def test_a_ranking_is_no_contradiction_unless_one_side_only_is_wanted() -> None:
    ranking = [pair("Tea.", "Coffee."), pair("Coffee.", "Milk."), pair("Tea.", "Milk.")]
    assert reasons_for(preference(), ranking) == [None, None, None]
    strict = reasons_for(preference(both_sides=True), ranking)
    assert strict == [said := "on both sides: chosen in one pair, rejected in another", said, None]


def test_another_prompt_or_system_may_prefer_the_other_answer() -> None:
    other = pair("Coffee.", "Tea.", prompt="Which is strongest?")
    told = Record("r", system="You love coffee.", instruction="Which is best?", response="Coffee.", rejected="Tea.")
    assert reasons_for(preference(), [pair("Tea.", "Coffee."), other, told]) == [None, None, None]


def test_extreme_lengths_are_kept_unless_a_limit_is_set() -> None:
    long, short = (
        pair("tea " * 30 + "and milk", "Coffee."),
        pair("Coffee.", "tea " * 30 + "and milk", "Which is worst?"),
    )
    assert reasons_for(preference(), [long, short]) == [None, None]
    assert reasons_for(preference(max_length_ratio=16), [long, short]) == [
        "32 times as many words as the rejected answer, more than 16",
        "0.03125 times as many words as the rejected answer, fewer than 0.0625",
    ]


def test_what_is_no_pair_is_kept_unless_pairs_are_wanted() -> None:
    single = Record("r", instruction="Which is best?", response="Tea.")
    assert reason_for(preference(), single) is None
    assert reason_for(preference(missing=False), single) == "not there: the rejected answer"


def test_a_ratio_below_one_is_refused() -> None:
    with pytest.raises(VerilodeError, match="the length ratio is at least 1, not 0.5"):
        preference(max_length_ratio=0.5)
