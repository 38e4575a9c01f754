"""Asking one question until it is answered, paid for or given up: stored answers first, then the wire."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from annotation.labelers._chat.answer import NoCompletion, Reply, read_body
from annotation.labelers._chat.endpoint import EndpointFailure, Wire
from annotation.labelers._chat.health import Health
from annotation.labelers._chat.prompt import Request
from annotation.labelers._ledger import Call, Ledger, Prices, Receipt, Tokens
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin

_LONGEST_WAIT = 120.0
"""Seconds; an endpoint that asks for more is down as far as one record is concerned."""

_BYTES_PER_TOKEN = 4
"""A rule of thumb for English, used where an endpoint does not count."""


class OutOfBudget(Exception):
    """The budget has no room for the worst case of this call."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Attempts in all, and seconds before the first repeat (doubled each time)."""

    attempts: int
    first_wait: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What one call may take and cost: the model's name, tokens an answer may have, prices."""

    model: str
    longest_answer: int
    prices: Prices


@dataclass(slots=True)
class Head:
    """The settings of every request as JSON, and the same without those that an endpoint may refuse."""

    settings: bytes
    reduced: bytes
    refused: bool = False

    @property
    def current(self) -> bytes:
        """What is sent now."""
        return self.reduced if self.refused else self.settings

    def may_be_blamed(self, failure: EndpointFailure, sent: bytes) -> bool:
        """Whether a request was perhaps refused for a setting that can be left out."""
        return failure.status in (400, 422) and sent != self.reduced


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything that the questions of one run share."""

    wire: Wire
    ledger: Ledger
    health: Health
    patience: Patience
    terms: Terms
    head: Head
    canary: str
    fields: tuple[str, ...]

    def stored(self, request: Request) -> Reply | None:
        """The reply that was paid for before."""
        found = self.ledger.stored(request.key)
        return Reply.from_dict(found) if found else None

    async def reply(self, request: Request) -> Reply:
        """A new reply; passing failures are repeated after a wait that differs by request.

        Raises:
            EndpointFailure: when no answer came.
            OutOfBudget: when the call might cost more than there is.
            Down: when the endpoint stayed dark for too long.
        """
        attempt, head = 0, self.head.current
        while True:
            try:
                reply = await self._attempt(request, head)
            except EndpointFailure as failure:
                if self.head.may_be_blamed(failure, head):
                    head = self.head.reduced
                    continue
                attempt += not failure.probe  # a probe is the breaker's own question
                wait = failure.wait if failure.wait is not None else self._wait(request, attempt)
                if not failure.passing or wait > _LONGEST_WAIT:
                    raise
                if attempt >= self.patience.attempts:
                    raise EndpointFailure(f"{failure}, {attempt} attempts") from None
            else:
                self.head.refused = head == self.head.reduced  # learnt once: the next request leaves it out at once
                return reply
            await asyncio.sleep(wait)

    def _wait(self, request: Request, attempt: int) -> float:
        doubled = self.patience.first_wait * 2 ** max(attempt - 1, 0)
        return min(doubled, _LONGEST_WAIT) * (0.5 + coin(request.key, attempt))

    async def _attempt(self, request: Request, head: bytes) -> Reply:
        probe = await self.health.admitted()
        body = request.body(head)
        try:
            call = await self._reserved(request.key, len(body))
        except BaseException:
            self.health.withdrawn(probe)
            raise
        start = time.monotonic()
        try:
            reply, used = self._read(await self.wire.post(body))
        except EndpointFailure as failure:
            failure.probe = probe
            self.ledger.unanswered(call, str(failure), billed=failure.billed)
            if self.head.may_be_blamed(failure, head):
                self.health.answered()
            else:
                self.health.failed(failure, probe)
            raise
        except BaseException:
            self.ledger.unanswered(call, "cancelled", billed=True)
            raise
        counted = used is not None
        told = used or Tokens(len(body) // _BYTES_PER_TOKEN, len(reply.content or "") // _BYTES_PER_TOKEN)
        terms, seconds = self.terms, time.monotonic() - start
        receipt = Receipt(terms.model, told, terms.prices, len(body), seconds, counted)
        self.ledger.answered(call, reply.as_dict(), receipt)
        self.health.succeeded()
        return reply

    async def _reserved(self, key: str, sent: int) -> Call:
        """The budget's permission; while calls are under way that hold more than they will cost, it waits for them."""
        most = Tokens(sent, self.terms.longest_answer)  # no token is shorter than a byte
        while not self.ledger.cancelled:
            call = self.ledger.reserve(key, most, self.terms.prices)
            if call is not None:
                return call
            if not self.ledger.underway:
                raise OutOfBudget
            await asyncio.sleep(0.02)
        raise VerilodeError("cancelled; what is answered is stored and will not be asked again")

    def _read(self, body: bytes) -> tuple[Reply, Any]:
        try:
            return read_body(body, self.canary, self.fields)
        except NoCompletion:
            raise EndpointFailure("no completion", passing=True, billed=True) from None
