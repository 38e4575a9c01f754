"""Where progress goes: one updating line, a line per second, or a small file another process reads."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from app.frame.screen import plain
from pipelines.core.files import write_atomically
from pipelines.core.progress import Progress, Sink, reporting_to


class Throttled:
    """A sink that passes a report on at most once per `every` seconds, and the last one at its end."""

    def __init__(self, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._due = float("-inf")
        self._unseen: Progress | None = None

    def __call__(self, report: Progress) -> None:
        now = self._clock()
        if now < self._due:
            self._unseen = report
            return
        self._due, self._unseen = now + self._every, None
        self.put(report)

    def close(self) -> None:
        """Pass on the last report if it was held back."""
        if self._unseen is not None:
            self.put(self._unseen)
            self._unseen = None

    def put(self, report: Progress) -> None:
        """Deliver one report."""
        raise NotImplementedError


class Lines(Throttled):
    """A line a second at most, for logs and pipes."""

    def __init__(
        self, write: Callable[[str], None], every: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(every, clock)
        self._write = write

    def put(self, report: Progress) -> None:
        """Write the report as one line."""
        self._write(sentence(report))


class UpdatingLine(Throttled):
    """One line of a terminal, written over ten times a second at most and wiped at the end."""

    def __init__(self, terminal: TextIO) -> None:
        super().__init__(every=0.1)
        self._terminal = terminal

    def put(self, report: Progress) -> None:
        """Write over the line."""
        self._terminal.write(f"\r\x1b[K{sentence(report)[:100]}")
        self._terminal.flush()

    def close(self) -> None:
        """Wipe the line, so that the result starts on a clean one."""
        self._terminal.write("\r\x1b[K")
        self._terminal.flush()


class ProgressFile(Throttled):
    """A file that always holds one whole JSON object: `label`, `done`, `total`."""

    def __init__(self, path: Path) -> None:
        super().__init__(every=0.5)
        self._path = path

    def put(self, report: Progress) -> None:
        """Replace the file."""
        write_atomically(self._path, json.dumps(asdict(report)).encode())


def sentence(report: Progress) -> str:
    """`dedupe: 1,200 of 10,000 (12 %)`."""
    if not report.total:
        return plain(f"{report.label}: {report.done:,}")
    return plain(f"{report.label}: {report.done:,} of {report.total:,} ({report.done * 100 // report.total} %)")


@contextmanager
def reporting_to_all(sinks: Sequence[Sink]) -> Iterator[None]:
    """Send every report made inside the block to all `sinks`; those that hold reports back get to finish."""

    def each(report: Progress) -> None:
        for sink in sinks:
            sink(report)

    with reporting_to(each):
        try:
            yield
        finally:
            for sink in sinks:
                if isinstance(sink, Throttled):
                    sink.close()
