"""Pick: so many records stay, all corners are covered, and the order of the rows changes nothing."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.run.sink import Sink
from pipelines.signals._vectors import vectors
from pipelines.steps._cover import distances_to, farthest_first, proportional, quotas
from pipelines.steps.pick import pick
from tests.fakes.judging import batch_of

TOPICS = {
    "river": "ferry bank water bridge boat current mill fish reed lock",
    "court": "judge clause notice tenant lease appeal ruling witness oath fee",
    "ward": "fever nurse dose tablet pulse cough x-ray suture drip chart",
}


def corpus() -> list[Record]:
    """90 records of three topics, 70, 15 and 5 of each, shuffled."""
    draw = random.Random(3)
    made = []
    for topic, count in {"river": 70, "court": 15, "ward": 5}.items():
        for number in range(count):
            words = " ".join(draw.choices(TOPICS[topic].split(), k=12))
            made.append(Record(f"{topic}-{number:02}", text=words))
    draw.shuffle(made)
    return made


def kept(records: list[Record], **options: Any) -> list[str]:
    """The ids that stay, in order."""
    facts: list[dict[str, Any]] = []
    writer = type("Writer", (), {"write": lambda self, kind, rows: facts.extend(rows)})()
    sink = Sink(writer, "pick")
    pick(**options)(sink.counting(iter([batch_of(records)])), sink)
    assert {row["rule"] for row in facts} <= {"not_picked"}
    gone = {row["record_id"] for row in facts}
    return [record.record_id for record in records if record.record_id not in gone]


def topics(names: list[str]) -> dict[str, int]:
    return {topic: sum(name.startswith(topic) for name in names) for topic in TOPICS}


def test_clusters_give_by_their_size_and_at_least_the_minimum() -> None:
    options = {"n": 18, "clusters": 3, "min_per_cluster": 2}
    assert topics(kept(corpus(), **options)) == {"river": 13, "court": 3, "ward": 2}


def test_k_center_takes_from_every_topic_at_once() -> None:
    assert min(topics(kept(corpus(), n=3, method="k_center")).values()) == 1


@pytest.mark.parametrize("method", ["cluster_proportional", "k_center"])
def test_the_order_of_the_rows_changes_nothing(method: str) -> None:
    records = corpus()
    turned = random.Random(9).sample(records, len(records))
    assert sorted(kept(turned, n=20, method=method)) == sorted(kept(records, n=20, method=method))


@pytest.mark.parametrize("method", ["cluster_proportional", "k_center"])
@pytest.mark.parametrize(("options", "count"), [({"n": 7}, 7), ({"share": 0.1}, 9), ({"n": 500}, 90)])
def test_as_many_stay_as_asked(method: str, options: dict[str, Any], count: int) -> None:
    assert len(kept(corpus(), method=method, **options)) == count


def test_the_reason_names_the_nearest_that_stayed() -> None:
    facts: list[dict[str, Any]] = []
    writer = type("Writer", (), {"write": lambda self, kind, rows: facts.extend(rows)})()
    records = [Record("a", text="a ferry on the river"), Record("b", text="a ferry on the river")]
    pick(n=1)(
        iter(
            [
                batch_of(
                    [
                        *records,
                    ]
                )
            ]
        ),
        Sink(writer, "pick"),
    )
    assert [row["reason"] for row in facts] == [
        "not among the 1 of 2 chosen for diversity; 0.00 from the nearest of them, a"
    ]


def test_k_center_covers_better_than_random_picks_do() -> None:
    points = vectors([record.text or "" for record in corpus()])
    draw = np.random.default_rng(1)
    chance = [distances_to(points, draw.choice(len(points), 9, replace=False))[1] for _ in range(50)]
    ours = distances_to(points, farthest_first(points, 9))[1]
    assert ours.max() < min(far.max() for far in chance)
    assert ours.mean() < np.mean([far.mean() for far in chance])


def test_farthest_first_on_a_line() -> None:
    line = np.array([[0.0], [1.0], [2.0], [3.0], [10.0]])
    assert farthest_first(line, 3).tolist() == [3, 4, 0]
    assert distances_to(line, np.array([3, 4, 0]))[1].tolist() == [0, 1, 1, 0, 0]


def test_proportional_takes_the_middle_and_then_evenly_outward() -> None:
    line = np.array([[0.0], [1.0], [2.0], [3.5], [50.0], [51.0], [53.0]])
    clusters = np.array([0, 0, 0, 0, 1, 1, 1])
    assert proportional(line, clusters, 2, 1).tolist() == [2, 5]
    assert proportional(line, clusters, 3, 1).tolist() == [2, 0, 5]


@pytest.mark.parametrize(
    ("sizes", "wanted", "least", "given"),
    [
        ([70, 20, 10], 10, 1, [7, 2, 1]),
        ([70, 20, 10], 10, 3, [4, 3, 3]),
        ([97, 2, 1], 10, 2, [7, 2, 1]),
        ([50, 30, 20], 2, 5, [1, 1, 0]),
        ([5, 5], 3, 0, [2, 1]),
        ([2, 1], 9, 1, [2, 1]),
    ],
)
def test_quotas(sizes: list[int], wanted: int, least: int, given: list[int]) -> None:
    assert quotas(np.array(sizes), wanted, least).tolist() == given


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(0, 300), st.integers(0, 8))
def test_quotas_add_up_and_fit(sizes: list[int], wanted: int, least: int) -> None:
    given = quotas(np.array(sizes), wanted, least)
    assert given.sum() == min(wanted, sum(sizes))
    assert (given <= sizes).all()
    assert (given >= 0).all()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "give either n, how many records stay, or share"),
        ({"n": 1, "share": 0.5}, "give either n"),
        ({"n": 0}, "n must be at least 1, not 0"),
        ({"share": 1.5}, "share must be above 0 and at most 1, not 1.5"),
        ({"n": 1, "clusters": 0}, "there is at least 1 cluster"),
    ],
)
def test_what_makes_no_sense_is_one_line(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        pick(**options)
