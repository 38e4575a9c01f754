"""Parts of the test split: counted, tested, corrected."""

from training.evaluation.slices import length_parts, slice_rows


def test_each_part_has_both_means_and_their_difference() -> None:
    (a, b) = slice_rows([1.0, 0.0, 0.0], [1.0, 1.0, 0.0], {"label": [("x",), ("x",), ("y",)]})
    assert (a["value"], a["n"], a["base"], a["tuned"], a["difference"]) == ("x", 2, 0.5, 1.0, 0.5)
    assert (b["value"], b["n"], b["tested"], b["worse"]) == ("y", 1, False, False)


def test_a_part_that_lost_is_worse_even_among_many() -> None:
    parts = [(f"p{i // 30}",) for i in range(600)]
    base = [1.0] * 600
    tuned = [0.0] * 20 + [1.0] * 580
    rows = slice_rows(base, tuned, {"source": parts})
    assert [row["value"] for row in rows if row["worse"]] == ["p0"]
    assert len(rows) == 20


def test_chance_losses_in_twenty_parts_are_not_called_worse() -> None:
    parts = [(f"p{i // 30}",) for i in range(600)]
    tuned = [0.0] * 6 + [1.0] * 594  # p 0.03 by itself
    assert [row["worse"] for row in slice_rows([1.0] * 600, tuned, {"source": parts})] == [False] * 20


def test_a_record_of_two_labels_is_in_both_parts() -> None:
    rows = slice_rows([0.0, 1.0], [1.0, 1.0], {"label": [("x", "y"), ("y",)]})
    assert [(row["value"], row["n"]) for row in rows] == [("x", 1), ("y", 2)]


def test_one_value_or_a_name_for_each_record_divides_nothing() -> None:
    one, names = [("all",)] * 40, [(f"n{i}",) for i in range(40)]
    assert slice_rows([0.0] * 40, [1.0] * 40, {"source": one, "meta.id": names}) == []


def test_lengths_fall_into_thirds_that_say_their_bounds() -> None:
    assert length_parts(["a", "bb", "ccc", "dddd"]) == [
        ("up to 2 characters",),
        ("up to 2 characters",),
        ("3 to 3 characters",),
        ("over 3 characters",),
    ]
    assert length_parts(["same", "size"]) == [(), ()]
