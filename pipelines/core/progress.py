"""Progress of long work: library code reports, whoever runs it decides where the report goes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one piece of work is; `total` is None when it cannot be known before."""

    label: str
    done: int
    total: int | None


Sink = Callable[[Progress], None]
_sink: ContextVar[Sink | None] = ContextVar("progress_sink", default=None)


@contextmanager
def reporting_to(sink: Sink) -> Iterator[None]:
    """Send every report made inside the block to `sink`."""
    token = _sink.set(sink)
    try:
        yield
    finally:
        _sink.reset(token)


def progress(label: str, done: int, total: int | None = None) -> None:
    """Report that `done` of `total` units of `label` are finished. Costs nothing when nobody listens."""
    sink = _sink.get()
    if sink is not None:
        sink(Progress(label, done, total))
