"""The event lane: idempotent, versioned, chained, rebuildable, and durable once acknowledged."""

import os
import signal
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Ack, Event
from pipelines.store.events import EventLane
from pipelines.store.schema import ANNOTATIONS, EVENTS, HOLDS
from pipelines.store.writer import GroupWriter


def answer(key: str, item: str = "r1", actor: str = "ann", value: str = "injury", **more: object) -> Event:
    return Event(key, "annotation.submitted", item, actor, {"value": value}, **more)


def projected(lane: EventLane) -> list[tuple]:
    columns = [ANNOTATIONS.c[name] for name in ("record_id", "actor", "status", "value", "superseded")]
    with lane.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(sa.select(*columns))))


def test_a_resent_event_is_acknowledged_again_and_stored_once(lane: EventLane) -> None:
    first = lane.append(answer("k1"))
    again = lane.append(answer("k1"))
    assert (first, again) == (Ack(1, 1, False, False), Ack(1, 1, False, True))
    assert len(list(lane.events())) == 1


def test_a_decision_on_a_record_somebody_changed_meanwhile_is_kept_and_marked(lane: EventLane) -> None:
    lane.append(answer("k1", actor="ann", base_version=0))
    late = lane.append(answer("k2", actor="bob", value="skin", base_version=0))
    assert late == Ack(2, 2, True, False)
    assert projected(lane) == [("r1", "ann", "submitted", "injury", False), ("r1", "bob", "submitted", "skin", True)]


def test_a_draft_does_not_count_as_a_decision(lane: EventLane) -> None:
    lane.append(Event("d1", "annotation.draft", "r1", "ann", {"value": "inj"}))
    assert lane.append(answer("k1", base_version=0)).superseded is False


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        (Event("d1", "annotation.draft", "r1", "ann", {"value": "inj"}, base_version=0), "submitted"),
        (Event("d1", "annotation.draft", "r1", "ann", {"note": "hm"}, base_version=0), "submitted"),
        (Event("d1", "annotation.draft", "r1", "ann", {"value": "inj"}, base_version=1), "draft"),
        (Event("d1", "annotation.draft", "r1", "ann", {"value": None}, base_version=0), "draft"),
        (Event("d1", "annotation.draft", "r1", "bob", {"value": "inj"}, base_version=0), "submitted"),
    ],
    ids=["late text", "late note", "text typed afterwards", "taken back", "somebody else's"],
)
def test_only_text_that_was_typed_before_the_decision_leaves_it_alone(
    lane: EventLane, draft: Event, status: str
) -> None:
    lane.append(answer("k1", base_version=0))
    lane.append(draft)
    assert projected(lane)[0][1:3] == ("ann", status)
    before = projected(lane)
    lane.rebuild()
    assert projected(lane) == before


def test_a_golden_answer_changes_no_version(lane: EventLane) -> None:
    lane.append(Event("g1", "golden.set", "r1", "expert", {"value": "eye"}))
    lane.append(Event("g2", "golden.unset", "r1", "expert"))
    assert lane.versions(["r1"]) == {}
    assert lane.append(answer("k1", base_version=0)).superseded is False


def test_a_database_of_an_older_release_gets_what_is_new_and_keeps_what_it_has(lane: EventLane) -> None:
    lane.append(answer("k1"))
    with lane.engine.begin() as connection:
        HOLDS.drop(connection)
    again = EventLane(lane.url)
    with again.engine.begin() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(HOLDS)) == 0
    assert (len(list(again.events())), again.verify()) == (1, [])


def test_blind_flag_and_seconds_survive(lane: EventLane) -> None:
    lane.append(answer("k1", blind=True, seconds=2.5))
    stored = next(lane.events())
    assert (stored.blind, stored.seconds, stored.actor, stored.payload) == (True, 2.5, "ann", {"value": "injury"})


def test_events_are_found_by_family_item_and_position(lane: EventLane) -> None:
    lane.append_many([answer("k1"), Event("s1", "snapshot.created", "abc", "cli"), answer("k2", item="r2")])
    assert [e.key for e in lane.events("annotation.*")] == ["k1", "k2"]
    assert [e.key for e in lane.events(item="r2")] == ["k2"]
    assert [e.key for e in lane.events(after=2)] == ["k2"]


def test_projections_are_rebuilt_from_the_log_alone(lane: EventLane) -> None:
    lane.append_many([answer("k1"), answer("k2", value="skin"), answer("k3", actor="bob")])
    before = projected(lane)
    with lane.engine.begin() as connection:
        connection.execute(ANNOTATIONS.update().values(value="tampered"))
    assert lane.rebuild() == 3
    assert projected(lane) == before


@pytest.mark.parametrize("column, value", [("payload", '{"value":"x"}'), ("actor", "eve"), ("at", "1999-01-01")])
def test_a_changed_event_breaks_the_chain_at_its_place(lane: EventLane, column: str, value: str) -> None:
    lane.append_many([answer("k1"), answer("k2"), answer("k3")])
    with lane.engine.begin() as connection:
        connection.execute(EVENTS.update().where(EVENTS.c.seq == 2).values({column: value}))
    assert lane.verify() == [2]


def test_a_removed_event_breaks_the_chain(lane: EventLane) -> None:
    lane.append_many([answer("k1"), answer("k2"), answer("k3")])
    with lane.engine.begin() as connection:
        connection.execute(EVENTS.delete().where(EVENTS.c.seq == 2))
    assert lane.verify() == [3]


def test_a_forgotten_payload_leaves_the_chain_whole(lane: EventLane) -> None:
    lane.append_many([answer("k1"), answer("k2")])
    with lane.engine.begin() as connection:
        connection.execute(EVENTS.update().where(EVENTS.c.seq == 1).values(payload='{"forgotten":true}'))
    assert lane.verify() == []


def test_many_threads_through_the_group_writer_lose_and_double_nothing(lane: EventLane) -> None:
    writer = GroupWriter(lane)

    def reviewer(name: str) -> None:
        for i in range(20):
            event = answer(f"{name}-{i}", item=f"{name}-{i}", actor=name)
            writer.append_many([event])
            writer.append_many([event])

    threads = [threading.Thread(target=reviewer, args=(f"p{n}",)) for n in range(10)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    writer.close()
    assert len(list(lane.events())) == 200
    assert lane.verify() == []


def test_text_no_database_takes_does_not_lose_the_answer(lane: EventLane) -> None:
    lane.append(answer("k1", value="in\0jury \ud800!", actor="Zoë 🙂"))
    assert [(e.payload["value"], e.actor) for e in lane.events()] == [("in\ufffdjury \ufffd!", "Zoë 🙂")]
    assert (projected(lane)[0][3], lane.verify()) == ("in\ufffdjury \ufffd!", [])


def test_an_over_long_name_is_refused_and_stores_nothing(lane: EventLane) -> None:
    with pytest.raises(VerilodeError, match="an event's actor has at most 128 characters"):
        lane.append_many([answer("k1"), answer("k2", actor="a" * 129)])
    assert list(lane.events()) == []


def test_two_lanes_at_once_keep_one_chain(lane: EventLane) -> None:
    def writer(name: str) -> None:
        for i in range(15):
            EventLane(lane.url).append(answer(f"{name}-{i}", item=f"r{i}", actor=name))

    threads = [threading.Thread(target=writer, args=(f"p{n}",)) for n in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (len(list(lane.events())), lane.verify()) == (60, [])
    assert lane.versions([f"r{i}" for i in range(15)]) == {f"r{i}": 4 for i in range(15)}


def test_one_impossible_event_fails_its_sender_only(lane: EventLane) -> None:
    writer = GroupWriter(lane)
    with pytest.raises(ValueError, match="NaN|JSON compliant"):
        writer.append_many([Event("bad", "annotation.submitted", "r", "ann", {"value": float("nan")})])
    assert writer.append_many([answer("k1")])[0].seq == 1
    writer.close()


WRITER = """
import sys
from pipelines.store.events import EventLane
from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
lane = EventLane(sys.argv[1])
for i in range(100000):
    lane.append(Event(f"k{i}", "annotation.submitted", f"r{i}", "ann", {"value": "x"}))
    print(i, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 23])
def test_kill_9_loses_nothing_that_was_acknowledged(lane: EventLane, after: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, lane.url], stdout=subprocess.PIPE, text=True)
    acknowledged = [int(child.stdout.readline()) for _ in range(after)]
    os.kill(child.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in child.stdout.read().split()]
    child.wait()
    stored = {event.key for event in lane.events()}
    assert {f"k{i}" for i in acknowledged} <= stored
    assert lane.verify() == []
