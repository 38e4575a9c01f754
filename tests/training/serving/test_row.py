"""Rows that fit beside each other."""

import pytest

from training.serving.row import Row, fitting


def row(prompt: int, longest: int) -> Row:
    return Row("a", [0] * prompt, longest, lambda piece: None)


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ([(10, 5), (90, 5)], [[(10, 5), (90, 5)]]),
        ([(90, 10), (10, 80)], [[(10, 80)], [(90, 10)]]),
        ([(50, 50), (20, 20), (60, 10)], [[(20, 20), (50, 50)], [(60, 10)]]),
        ([], []),
    ],
)
def test_no_part_is_wider_than_the_window(rows: list[tuple[int, int]], parts: list[list[tuple[int, int]]]) -> None:
    found = fitting([row(*one) for one in rows], 100)
    assert [[(len(one.ids), one.longest) for one in part] for part in found] == parts
