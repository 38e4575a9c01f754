"""Group commit: many people's events, one writer thread, one flush to disk for all that wait."""

import queue
import threading
from concurrent.futures import Future

from pipelines.store.event import Ack, Event
from pipelines.store.events import EventLane

LARGEST_GROUP = 128


class GroupWriter:
    """Stores events of many threads together; each caller gets its acknowledgement after the shared commit.

    Under load this shares one disk flush among all waiting reviewers; alone, it adds nothing but a thread switch.
    """

    def __init__(self, lane: EventLane) -> None:
        self._lane = lane
        self._waiting: queue.SimpleQueue[tuple[list[Event], Future[list[Ack]]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="event-writer", daemon=True)
        self._thread.start()

    def append_many(self, events: list[Event]) -> list[Ack]:
        """Store events; returns after they are durable, raises what the store raised."""
        answer: Future[list[Ack]] = Future()
        self._waiting.put((events, answer))
        return answer.result()

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            stop = False
            while len(group) < LARGEST_GROUP and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    stop = True
                    break
                group.append(following)
            self._store(group)
            if stop:
                return

    def _store(self, group: list[tuple[list[Event], Future[list[Ack]]]]) -> None:
        try:
            acks = iter(self._lane.append_many([event for events, _ in group for event in events]))
        except Exception as failure:  # noqa: BLE001 - it belongs to the waiting callers, and the thread must live on
            self._fail_or_retry(group, failure)
            return
        for events, answer in group:
            answer.set_result([next(acks) for _ in events])

    def _fail_or_retry(self, group: list[tuple[list[Event], Future[list[Ack]]]], failure: Exception) -> None:
        """One bad event must not refuse its neighbours: each caller's events are tried again on their own."""
        if len(group) == 1:
            group[0][1].set_exception(failure)
            return
        for single in group:
            self._store([single])
