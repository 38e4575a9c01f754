"""Pairs are proposed from full buckets only, and only when their sketches agree enough."""

import numpy as np
import pytest

from pipelines.neardup.candidates import bucket_pairs, candidate_pairs, halves


def listed(pairs: np.ndarray) -> list[tuple[int, int]]:
    """Packed pairs as tuples."""
    return list(zip(*(half.tolist() for half in halves(pairs)), strict=True))


def test_rows_of_one_bucket_are_paired_when_their_sketches_agree():
    keys = np.array([[5, 5, 7, 5]], np.uint32)
    sketches = np.array([[1, 2, 3, 4], [1, 2, 3, 9], [1, 2, 3, 4], [8, 8, 8, 8]], np.uint8)
    assert listed(candidate_pairs(keys, sketches, np.arange(4), 1e-3)) == [(0, 1), (0, 3), (1, 3)]
    assert listed(candidate_pairs(keys, sketches, np.arange(4), 0.999)) == [(0, 1)]


def test_rows_left_out_are_not_paired():
    sketches = np.zeros((3, 4), np.uint8)
    assert listed(candidate_pairs(np.zeros((2, 3), np.uint32), sketches, np.array([0, 2]), 0.5)) == [(0, 2)]


def test_no_rows_no_pairs():
    none = np.empty(0, np.int64)
    assert listed(candidate_pairs(np.empty((2, 0), np.uint32), np.empty((0, 4), np.uint8), none, 0.5)) == []


@pytest.mark.parametrize(
    ("reach", "partners", "expected"),
    [
        (9, 9, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
        (1, 9, [(0, 1), (1, 2), (2, 3)]),
        (9, 2, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]),
    ],
)
def test_a_crowded_bucket_is_bounded(reach, partners, expected):
    ordered = np.arange(4, dtype=np.uint64)
    assert listed(bucket_pairs(ordered, np.zeros((4, 8), np.uint8), 8, reach, partners)) == expected


def test_more_pairs_than_the_first_room_for_them():
    ordered = np.arange(100, dtype=np.uint64)
    assert len(bucket_pairs(ordered, np.zeros((100, 8), np.uint8), 8, 1000, 1000)) == 4950
