"""The leak-free split: what belongs together stays together, sizes and label shares come out as asked."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.split import find_leaks, split
from pipelines.split.components import components

TRAIN, VALIDATION, TEST = 0, 1, 2


def make(n: int, groups: list | None = None, clusters: list | None = None, labels: list | None = None, **options):
    names = [f"r{i}" for i in range(n)]
    return split(
        names,
        [f"text {i}" for i in range(n)],
        labels or ["a"] * n,
        groups or [None] * n,
        clusters or list(range(n)),
        **options,
    )


def test_records_that_share_a_group_or_a_cluster_are_one_component() -> None:
    groups = ["g1", "g1", None, "g2", None]
    clusters = [0, 1, 1, 3, 4]
    assert components([groups, clusters]).tolist() == [0, 0, 0, 3, 4]


def test_sizes_come_out_as_asked() -> None:
    found = make(1000, test=0.2, validation=0.1)
    assert Counter(found.side.tolist()) == {TRAIN: 700, VALIDATION: 100, TEST: 200}


def test_label_shares_are_the_same_on_both_sides() -> None:
    labels = ["rare" if i % 10 == 0 else "common" for i in range(1000)]
    found = make(1000, labels=labels, test=0.2, validation=0.1)
    rare = sum(label == "rare" for label, side in zip(labels, found.side, strict=True) if side == TEST)
    assert 18 <= rare <= 22


def test_groups_stay_on_one_side() -> None:
    groups = [f"doc{i // 7}" for i in range(700)]
    found = make(700, groups=groups)
    sides = {g: {s for h, s in zip(groups, found.side.tolist(), strict=True) if h == g} for g in set(groups)}
    assert all(len(s) == 1 for s in sides.values())
    assert found.leaks.total == 0


def test_one_huge_cluster_switches_to_groups_and_purges_the_twins() -> None:
    groups = [f"doc{i % 40}" for i in range(800)]
    clusters = [0 if i % 2 == 0 else i for i in range(800)]
    found = make(800, groups=groups, clusters=clusters)
    assert found.method == "groups, twins purged"
    assert found.largest_component > 0.4
    assert found.purged > 0
    assert found.leaks.total == 0
    assert (found.side == TEST).sum() > 50


def test_the_result_does_not_depend_on_the_order_of_the_rows() -> None:
    names = [f"r{i}" for i in range(100)]
    labels = ["a" if i % 3 else "b" for i in range(100)]
    one = split(names, names, labels, [None] * 100, names)
    back = split(names[::-1], names[::-1], labels[::-1], [None] * 100, names[::-1])
    assert dict(zip(names, one.side, strict=True)) == dict(zip(names[::-1], back.side, strict=True))


def test_the_check_counts_each_kind_of_leak() -> None:
    side = np.array([TRAIN, TEST, TRAIN, TEST, -1])
    leaks = find_leaks(side, [0, 0, 2, 3, 3], ["g", "h", "g", "g", "g"], ["x", "y", "z", "z", "x"])
    assert (leaks.clusters, leaks.groups, leaks.texts, leaks.total) == (1, 1, 1, 3)


@pytest.mark.parametrize("shares", [{"test": 0.0}, {"test": 0.7, "validation": 0.3}, {"test": -1}])
def test_impossible_shares_are_refused(shares: dict) -> None:
    with pytest.raises(VerilodeError, match="split shares"):
        make(10, **shares)


def test_nothing_to_split_says_what_to_do() -> None:
    with pytest.raises(VerilodeError, match="verify or certify first"):
        split([], [], [], [], [])


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30), st.sampled_from("abc")), min_size=1, max_size=300))
def test_no_data_makes_it_leak(rows: list[tuple[int, int, str]]) -> None:
    found = make(len(rows), [f"g{g}" for g, _, _ in rows], [c for _, c, _ in rows], [label for _, _, label in rows])
    assert found.leaks.total == 0
    assert found.purged == (found.side == -1).sum()
