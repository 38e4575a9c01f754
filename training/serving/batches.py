"""The queue before the models: what comes within a moment is answered together, and no more waits than is bearable."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from training.serving.row import Row


class Answers(Protocol):
    """Who answers batches: the engine, or a stand-in of a test."""

    def lane(self, model: str) -> str:
        """Rows of models with an equal lane can be answered together."""

    def answer(self, rows: Sequence[Row]) -> None:
        """Answer them, telling each row its pieces."""


class Full(Exception):
    """More is waiting than the queue may hold."""


class Batches:
    """One thread that takes rows off a bounded queue and answers them in batches.

    Args:
        engine: Who answers.
        window: Seconds that the first row of a batch waits for company.
        largest: Most rows of a batch.
        most_waiting: Most rows in the queue.
    """

    def __init__(self, engine: Answers, *, window: float = 0.01, largest: int = 16, most_waiting: int = 128) -> None:
        self._engine, self._window, self._largest, self._most = engine, window, largest, most_waiting
        self._waiting: deque[Row] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self.sizes: deque[int] = deque(maxlen=1000)
        self._thread = threading.Thread(target=self._work, name="answers", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Rows that no batch has taken yet."""
        return len(self._waiting)

    def put(self, row: Row) -> None:
        """Queue a row.

        Raises:
            Full: when the queue holds as many as it may.
        """
        with self._changed:
            if self._closed or len(self._waiting) >= self._most:
                raise Full
            self._waiting.append(row)
            self._changed.notify()

    def close(self) -> None:
        """Give up what waits and end after the batch that is being answered."""
        with self._changed:
            self._closed = True
            left, self._waiting = list(self._waiting), deque()
            self._changed.notify()
        for row in left:
            row.tell(Full("the endpoint is closing"))
        self._thread.join(timeout=30)

    def _work(self) -> None:
        while batch := self._next():
            self.sizes.append(len(batch))
            self._answer(batch)

    def _next(self) -> list[Row]:
        """The next batch, none when closed: the oldest row, and those behind it that may share its lane."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return []
                self._gather()
                if batch := self._taken():
                    return batch

    def _gather(self) -> None:
        """Wait until the window is over or a batch is full."""
        end = time.monotonic() + self._window
        while len(self._waiting) < self._largest and not self._closed and (left := end - time.monotonic()) > 0:
            self._changed.wait(left)

    def _taken(self) -> list[Row]:
        rows = [row for row in self._waiting if not row.cancelled]
        lane = self._engine.lane(rows[0].model) if rows else ""
        batch = [row for row in rows if self._engine.lane(row.model) == lane][: self._largest]
        self._waiting = deque(row for row in rows if row not in batch)
        return batch

    def _answer(self, batch: Sequence[Row]) -> None:
        """A batch that fails is tried row by row: one request must not cost the others their answers."""
        try:
            self._engine.answer(batch)
        except Exception as failure:
            logging.getLogger(__name__).exception("a batch of %d failed", len(batch))
            for row in batch:
                if len(batch) > 1 and not row.begun:
                    self._answer([row])
                else:
                    row.tell(failure)
