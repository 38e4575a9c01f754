"""The real endpoint over an engine that only talks: no model, no torch, every moment in the test's hands."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn

from training.serving.asked import Asked
from training.serving.batches import Batches
from training.serving.door import LOOPBACK, Door
from training.serving.endpoint import Endpoint
from training.serving.row import Piece, Row
from training.serving.served import Served

BASE = Served("base", "", "", "b" * 64, "b" * 64, "", "")
TUNED = Served("tuned", "/somewhere", "lora", "c" * 64, "b" * 64, "a1b2c3", "5nap5h07")


@dataclass
class Talker:
    """Answers `MODEL heard N tokens`, word by word; `gate` holds it back, `failing` models raise.

    `pause` are seconds before each word; `batches` are the models of each batch, `ended` the rows whose caller left.
    """

    gate: threading.Event = field(default_factory=threading.Event)
    failing: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    batches: list[list[str]] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0

    def lane(self, model: str) -> str:
        """Models in `alone` share no batch."""
        return model if model in self.alone else ""

    def answer(self, rows: Sequence[Row]) -> None:
        """Tell every row its words, looking after each whether anybody still waits."""
        self.batches.append([row.model for row in rows])
        if any(row.model in self.failing for row in rows):
            raise RuntimeError("secret details of this computer")
        for row in rows:
            self._answer(row)

    def _answer(self, row: Row) -> None:
        words = self.said.get(row.model, f"{row.model} heard {len(row.ids)} tokens").split(" ")
        for number, word in enumerate(words, 1):
            self.gate.wait(10)
            time.sleep(self.pause)
            if row.cancelled:
                self.ended.append(row)
                return
            last = number == len(words)
            row.tell(Piece(word if number == 1 else f" {word}", count=number, finish="stop" if last else ""))


class Counted:
    """Stands in for the tokenizer: a token per word of the last turn."""

    def read(self, asked: Asked) -> tuple[list[int], int]:
        """The prompt's tokens, and how many the answer may have."""
        return [0] * len(asked.messages[-1]["content"].split()), asked.max_tokens or 16


@contextmanager
def endpoint(
    talker: Talker,
    models: Sequence[Served] = (BASE, TUNED),
    *,
    key: str = "",
    most_waiting: int = 8,
    window: float = 0.0,
) -> Iterator[str]:
    """Its address while the block runs."""
    batches = Batches(talker, window=window, most_waiting=most_waiting)
    app = Endpoint(models, Counted(), batches, Door(key, LOOPBACK, most_bytes=10_000)).app()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        talker.gate.set()
        server.should_exit = True
        thread.join(10)
        batches.close()


def talking(**options: object) -> Talker:
    """One that answers at once."""
    talker = Talker(**options)  # type: ignore[arg-type]
    talker.gate.set()
    return talker
