"""The points of the sweeps page's charts, from five literal trials."""

import pytest

from app.views.sweeps import climb, coordinates, ends, table
from tests.fakes.swept import EMPTY, TRIALS

ALL = [{**EMPTY, **trial, "number": number, "seconds": 2.5, "run": "r"} for number, trial in enumerate(TRIALS)]


def test_the_best_so_far_never_falls() -> None:
    assert climb(ALL) == [
        {"trial": 0, "value": 0.25, "best": 0.25},
        {"trial": 1, "value": 0.75, "best": 0.75},
        {"trial": 4, "value": 0.5, "best": 0.75},
    ]


def test_finished_trials_lie_between_the_ends_of_what_was_tried() -> None:
    places = {(point["trial"], point["option"]): point["place"] for point in coordinates(ALL)}
    wanted = {
        (0, "learning_rate"): 0.0,
        (1, "learning_rate"): 1.0,
        (4, "learning_rate"): 0.5,
        (0, "lora_r"): 0.0,
        (1, "lora_r"): 1.0,
        (4, "lora_r"): 0.0,
    }
    assert places == pytest.approx(wanted)
    assert [point["rank"] for point in coordinates(ALL) if point["option"] == "lora_r"] == [0.0, 1.0, 0.5]


def test_numbers_close_together_are_placed_as_they_are() -> None:
    trials = [{"number": n, "value": 1.0, "params": {"steps": steps}} for n, steps in enumerate((10, 20, 60))]
    assert [point["place"] for point in coordinates(trials)] == [0.0, 0.2, 1.0]


def test_words_and_a_single_value_have_a_place_too() -> None:
    settings = ({"adapter": "lora", "seed": 1}, {"adapter": "full", "seed": 1})
    trials = [{"number": n, "value": 1.0, "params": params} for n, params in enumerate(settings)]
    assert [(p["option"], p["place"]) for p in coordinates(trials)] == [
        *(("adapter", 1.0), ("seed", 0.5)),
        *(("adapter", 0.0), ("seed", 0.5)),
    ]


def test_few_values_are_all_labelled_and_many_by_their_ends() -> None:
    labels = [(one["option"], one["setting"]) for one in ends(ALL)]
    assert labels == [
        *(("learning_rate", "1e-05"), ("learning_rate", "0.0001"), ("learning_rate", "0.001")),
        *(("lora_r", "8"), ("lora_r", "16")),
    ]
    many = [{"number": n, "value": 1.0, "params": {"steps": n}} for n in range(9)]
    assert [one["setting"] for one in ends(many)] == ["0", "8"]


def test_nothing_finished_is_no_point() -> None:
    assert (climb(ALL[2:4]), coordinates(ALL[2:4]), ends(ALL[2:4])) == ([], [], [])


def test_the_table_says_why_a_trial_ended() -> None:
    row = table(ALL)[3]
    assert (row["state"], row["why"], row["learning_rate"], row["value"]) == ("failed", "memory runs out", 0.01, None)
