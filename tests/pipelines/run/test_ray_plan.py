"""How the Ray engine cuts its work: everything is covered, sizes follow from the texts, numbers are bounded."""

import numpy as np
import pytest

from pipelines.run._ray_plan import FEWEST_ROWS, GROUP_BYTES, MOST_PARTS, MOST_SHARDS, partitions, rounds, shard_edges

MB = 1 << 20


def sizes(rows: int, each: int) -> np.ndarray:
    return np.full(rows, each, np.int64)


def test_few_texts_are_one_shard() -> None:
    assert shard_edges(sizes(FEWEST_ROWS, 100), cores=4).tolist() == [0, FEWEST_ROWS]


def test_a_middling_number_of_texts_is_two_shards_for_each_core() -> None:
    assert shard_edges(sizes(8000, 99), cores=2).tolist() == [0, 2000, 4000, 6000, 8000]


def test_many_bytes_are_shards_of_128_mb() -> None:
    edges = shard_edges(sizes(2000, MB), cores=2)
    assert len(edges) == 17
    assert set(np.diff(edges).tolist()) == {125}


def test_however_many_bytes_there_are_the_shards_are_bounded() -> None:
    assert len(shard_edges(sizes(10_000, 1 << 30), cores=2)) <= MOST_SHARDS + 1


def test_empty_texts_are_cut_too() -> None:
    assert shard_edges(sizes(1000, 0), cores=1).tolist() == [0, 500, 1000]


@pytest.mark.parametrize(
    ("rows", "parts"), [(0, 4), (1000, 4), (1_000_000, 4), (10_000_000, 32), (100_000_000, MOST_PARTS)]
)
def test_partitions_are_a_power_of_two_that_grows_with_the_rows(rows: int, parts: int) -> None:
    assert partitions(rows, bands=25, cores=2) == parts


def test_pairs_are_cut_into_runs_of_64_mb_and_rounds_of_256_runs() -> None:
    cut = list(rounds(sizes(600, GROUP_BYTES), cores=2))
    assert [len(groups) for groups in cut] == [256, 256, 88]
    assert [run for groups in cut for run in groups][-2:] == [(598, 599), (599, 600)]


def test_few_pairs_are_runs_for_every_core() -> None:
    assert [len(groups) for groups in rounds(sizes(1000, 500), cores=2)] == [4]


def test_no_pairs_need_no_round() -> None:
    assert list(rounds(sizes(0, 0), cores=2)) == []
