"""The queue: what is answered together, what waits, what is given up."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.fakes.endpoint import Talker, talking
from training.serving.batches import Batches, Full
from training.serving.row import Piece, Row


class Heard(list[Piece | Exception]):
    """What a row was told."""

    def wait(self) -> "Heard":
        """Until the last piece or an error."""
        until = time.monotonic() + 10
        while not (self and (isinstance(self[-1], Exception) or self[-1].finish)):
            assert time.monotonic() < until
            time.sleep(0.002)
        return self


def row(model: str = "a") -> tuple[Row, Heard]:
    heard = Heard()
    return Row(model, [1, 2], 8, heard.append), heard


@pytest.fixture
def batches() -> Iterator[Callable[..., Batches]]:
    """Makes queues and closes them."""
    made: list[Batches] = []

    def make(talker: Talker, **options: object) -> Batches:
        made.append(Batches(talker, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_what_comes_within_the_window_is_one_batch(batches: Callable[..., Batches]) -> None:
    talker = talking()
    queue = batches(talker, window=0.2)
    heard = []
    for model in ("a", "base", "b"):
        one, told = row(model)
        queue.put(one)
        heard.append(told)
    assert [told.wait()[-1].finish for told in heard] == ["stop"] * 3
    assert talker.batches == [["a", "base", "b"]]


def test_a_full_batch_does_not_wait_for_the_window(batches: Callable[..., Batches]) -> None:
    talker = talking()
    queue = batches(talker, window=60, largest=2)
    pairs = [row(), row()]
    for one, _ in pairs:
        queue.put(one)
    assert pairs[1][1].wait()
    assert talker.batches == [["a", "a"]]


def test_models_that_cannot_share_a_batch_do_not(batches: Callable[..., Batches]) -> None:
    talker = talking(alone=("whole",))
    queue = batches(talker, window=0.1)
    pairs = [row("a"), row("whole"), row("base"), row("whole")]
    for one, _ in pairs:
        queue.put(one)
    for _, told in pairs:
        told.wait()
    assert talker.batches == [["a", "base"], ["whole", "whole"]]


def test_a_full_queue_is_told_at_once(batches: Callable[..., Batches]) -> None:
    talker = Talker()
    queue = batches(talker, window=0, most_waiting=2)
    queue.put(row()[0])
    while not talker.batches:
        time.sleep(0.002)
    queue.put(row()[0])
    queue.put(row()[0])
    with pytest.raises(Full):
        queue.put(row()[0])
    talker.gate.set()


def test_who_left_while_waiting_is_not_answered(batches: Callable[..., Batches]) -> None:
    talker = Talker()
    queue = batches(talker, window=0)
    first, gone, last = row("first"), row("gone"), row("last")
    queue.put(first[0])
    while not talker.batches:
        time.sleep(0.002)
    queue.put(gone[0])
    queue.put(last[0])
    gone[0].cancel()
    talker.gate.set()
    last[1].wait()
    assert talker.batches == [["first"], ["last"]]
    assert gone[1] == []


def test_one_that_fails_does_not_cost_the_others_their_answers(batches: Callable[..., Batches]) -> None:
    talker = talking(failing=("bad",))
    queue = batches(talker, window=0.1)
    good, bad = row("good"), row("bad")
    queue.put(good[0])
    queue.put(bad[0])
    assert good[1].wait()[-1].finish == "stop"
    assert isinstance(bad[1].wait()[-1], RuntimeError)
    assert talker.batches == [["good", "bad"], ["good"], ["bad"]]


def test_closing_tells_who_waits() -> None:
    talker = Talker()
    queue = Batches(talker, window=0)
    queue.put(row()[0])
    while not talker.batches:
        time.sleep(0.002)
    waiting, told = row()
    queue.put(waiting)
    threading.Timer(0.05, talker.gate.set).start()
    queue.close()
    assert isinstance(told[0], Full)
    with pytest.raises(Full):
        queue.put(row()[0])
