"""A circuit breaker: an endpoint that fails again and again is left alone, then tried with one call at a time."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from annotation.labelers._chat.endpoint import EndpointFailure
from pipelines.core.errors import VerilodeError

_LONGEST_REST = 60.0
"""Seconds between two probes."""


class Down(Exception):
    """The endpoint has been dark for so long that nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Failures in a row over all workers that open the breaker, seconds before the first probe (doubled with each
    that fails), seconds without any answer after which the endpoint counts as down."""

    failures: int = 20
    first_rest: float = 1.0
    give_up_after: float = 300.0


class Health:
    """One run's memory of how the endpoint answers. Closed: all may ask. Open: nobody. Half open: one probe."""

    def __init__(self, tolerance: Tolerance, clock: Callable[[], float] = time.monotonic) -> None:
        self._tolerance, self._clock = tolerance, clock
        self._in_a_row = 0
        self._ever = False
        self._dark_since = 0.0
        self._probe_at: float | None = None
        self._rest = tolerance.first_rest
        self._probing = False
        self.down = False

    @property
    def open(self) -> bool:
        """Whether calls are held back."""
        return self._probe_at is not None

    async def admitted(self) -> bool:
        """Wait until a call may be made; says whether it is the probe.

        Raises:
            Down: when the endpoint stayed dark for too long.
        """
        while not self.down:
            if self._probe_at is None:
                return False
            rest = self._probe_at - self._clock()
            if rest <= 0 and not self._probing:
                self._probing = True
                return True
            await asyncio.sleep(min(max(rest, 0.01), 0.2))
        raise Down

    def withdrawn(self, probe: bool) -> None:
        """An admitted call was not made after all."""
        self._probing = self._probing and not probe

    def answered(self) -> None:
        """A call was answered, if only with a refusal of this one request."""
        self._in_a_row, self._probe_at, self._probing = 0, None, False
        self._rest = self._tolerance.first_rest

    def succeeded(self) -> None:
        """A call brought an answer."""
        self._ever = True
        self.answered()

    def failed(self, failure: EndpointFailure, probe: bool) -> None:
        """Count a failure.

        Raises:
            VerilodeError: when the endpoint never answered anything: the run ends instead of filling people's queues.
        """
        now = self._clock()
        self._dark_since = self._dark_since if self._in_a_row else now
        self._in_a_row += 1
        enough = self._in_a_row >= self._tolerance.failures
        if probe or (enough and self._probe_at is None):
            self._open(now)
        if not self._ever and (failure.hopeless or self.down or (enough and not _may_recover(failure))):
            raise VerilodeError(f"labeler 'openai': the endpoint answers nothing ({failure}); check address and key")
        if not failure.passing and not failure.hopeless and self._ever:
            self.answered()

    def _open(self, now: float) -> None:
        left = self._dark_since + self._tolerance.give_up_after - now
        self.down = left <= 0
        self._probing = False
        # spread, so that many clients do not come back at the same moment
        self._probe_at = now + min(self._rest * random.uniform(0.75, 1.25), max(left, 0.0))
        self._rest = min(self._rest * 2, _LONGEST_REST)


def _may_recover(failure: EndpointFailure) -> bool:
    """Whether an endpoint that has answered nothing yet may only be busy or starting up."""
    return failure.passing and not failure.unreachable
