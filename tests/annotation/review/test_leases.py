"""Leases: as many people hold a record as answers are open, and no more."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotation.review.leases import SECONDS, Wanted, claim
from pipelines.store.events import EventLane


def take(lane: EventLane, actor: str, names: Sequence[str], size: int = 2, now: float = 0.0, **more) -> list[str]:
    return claim(lane.engine, [Wanted(name, **more) for name in names], actor, size, now)


def test_two_people_hold_different_records(lane: EventLane) -> None:
    assert take(lane, "ann", "abcd") == ["a", "b"]
    assert take(lane, "bob", "abcd") == ["c", "d"]


def test_one_holds_what_one_held(lane: EventLane) -> None:
    assert take(lane, "ann", "abcd") == take(lane, "ann", "abcd") == ["a", "b"]


def test_a_record_has_as_many_holders_as_answers_are_open(lane: EventLane) -> None:
    found = [take(lane, actor, "abcd", open=2) for actor in ("ann", "bob", "cy")]
    assert found == [["a", "b"], ["a", "b"], ["c", "d"]]


def test_who_has_answered_holds_nothing_back(lane: EventLane) -> None:
    take(lane, "ann", "a", open=2)
    assert take(lane, "bob", "a", open=1) == []
    assert take(lane, "bob", "a", open=1, through=("ann",)) == ["a"]


def test_a_lease_ends_by_itself(lane: EventLane) -> None:
    take(lane, "ann", "ab")
    assert take(lane, "bob", "ab", now=SECONDS - 1) == []
    assert take(lane, "bob", "ab", now=SECONDS + 1) == ["a", "b"]


def test_no_more_is_looked_at_than_is_taken(lane: EventLane) -> None:
    wanted = iter([Wanted("a"), Wanted("b"), Wanted("c")])
    claim(lane.engine, wanted, "ann", 1, 0.0)
    assert len(list(wanted)) >= 1


@pytest.mark.parametrize("name", ["holds"])
def test_a_database_made_before_gets_the_new_table(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    first = EventLane(url)
    with first.engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {name}"))
        connection.execute(sa.text("INSERT INTO leases VALUES ('a', 'ann', 1e12)"))
    assert take(EventLane(url), "bob", "a") == ["a"]
