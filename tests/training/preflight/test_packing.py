"""Packed rows: counted here without TRL, and exactly as many as TRL makes."""

import random

import pytest

from training.preflight.packing import packed_rows


@pytest.mark.parametrize(
    ("lengths", "room", "rows"),
    [
        ([], 8, 0),
        ([8], 8, 1),
        ([5, 4, 3, 2], 8, 2),  # 5 + 3, 4 + 2
        ([6, 5, 2, 3], 8, 2),  # best fit: 2 goes to the 6, so that 3 still finds the 5
        ([4, 4, 4], 8, 2),
        ([20, 1], 8, 2),  # a longer row fills one
        ([1] * 2000, 1000, 2),  # rows a thousand apart never share one
        ([1] * 2001, 2000, 3),
    ],
)
def test_the_longest_go_first_into_the_fullest_row_they_fit(lengths: list[int], room: int, rows: int) -> None:
    assert packed_rows(lengths, room) == rows


@pytest.mark.train
def test_trl_packs_into_as_many_rows() -> None:
    pytest.importorskip("trl")
    from datasets import Dataset
    from trl import pack_dataset

    dice = random.Random(4)
    for room, count in ((64, 50), (100, 1000), (128, 2300)):
        lengths = [dice.randint(1, room) for _ in range(count)]
        rows = Dataset.from_dict({"input_ids": [[7] * length for length in lengths]})
        assert packed_rows(lengths, room) == len(pack_dataset(rows, room, "bfd"))
