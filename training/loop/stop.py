"""Being asked to stop while training: the wish is noted, and kept at the next whole step."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.core.errors import VerilodeError

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopped(VerilodeError):
    """Training was asked to stop and has saved where it was."""


class Wish:
    """Whether somebody asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def note(self, number: int, frame: Any) -> None:
        """Handle a signal; a second one, as a terminal and a parent both send, changes nothing."""
        self.asked = True


@contextmanager
def noticing(wish: Wish) -> Iterator[None]:
    """Within the block a SIGTERM or SIGINT is a wish; outside of it the handlers are what they were."""
    try:
        before = {each: signal.signal(each, wish.note) for each in _SIGNALS}
    except ValueError:  # not the main thread: signals go elsewhere
        yield
        return
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
