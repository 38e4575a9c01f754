"""The circuit breaker: closed, open, half open, down."""

import asyncio

import pytest

from annotation.labelers._chat.endpoint import EndpointFailure
from annotation.labelers._chat.health import Down, Health, Tolerance
from pipelines.core.errors import VerilodeError

BUSY = EndpointFailure("HTTP 503", passing=True, status=503)
ALONE = EndpointFailure("HTTP 400", status=400)
WRONG_KEY = EndpointFailure("HTTP 401", status=401)
NOBODY = EndpointFailure("no connection", passing=True)


class Clock:
    """A clock that is put forward by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    """A breaker that opens after three failures, of an endpoint that has answered before."""
    found = Health(Tolerance(failures=3, first_rest=1.0, give_up_after=10.0), clock)
    found.succeeded()
    return found


def fail(health: Health, times: int, failure: EndpointFailure = BUSY, *, probe: bool = False) -> None:
    for _ in range(times):
        health.failed(failure, probe)


def admitted(health: Health) -> bool | None:
    """Whether a call is let through as a probe; None if it has to wait."""

    async def soon() -> bool | None:
        try:
            return await asyncio.wait_for(health.admitted(), 0.05)
        except TimeoutError:
            return None

    return asyncio.run(soon())


def test_it_opens_after_failures_in_a_row_over_all_workers(health: Health) -> None:
    fail(health, 2)
    assert (health.open, admitted(health)) == (False, False)
    fail(health, 1)
    assert (health.open, admitted(health)) == (True, None)


def test_an_answer_in_between_keeps_it_closed(health: Health) -> None:
    for _ in range(5):
        fail(health, 2)
        health.succeeded()
    assert not health.open


def test_after_a_rest_one_probe_is_let_through(health: Health, clock: Clock) -> None:
    fail(health, 3)
    clock.now = 1.3
    assert (admitted(health), admitted(health)) == (True, None)


def test_a_probe_that_is_answered_closes_it(health: Health, clock: Clock) -> None:
    fail(health, 3)
    clock.now = 1.3
    admitted(health)
    health.succeeded()
    assert (health.open, admitted(health)) == (False, False)


def test_a_probe_that_fails_doubles_the_rest(health: Health, clock: Clock) -> None:
    fail(health, 3)
    clock.now = 1.3
    admitted(health)
    fail(health, 1, probe=True)
    clock.now = 2.7
    assert admitted(health) is None
    clock.now = 3.9
    assert admitted(health) is True


def test_a_probe_that_was_not_made_leaves_room_for_another(health: Health, clock: Clock) -> None:
    fail(health, 3)
    clock.now = 1.3
    admitted(health)
    health.withdrawn(True)
    assert admitted(health) is True


def test_what_stays_dark_for_long_is_down(health: Health, clock: Clock) -> None:
    fail(health, 3)
    clock.now = 10.1
    assert admitted(health) is True
    fail(health, 1, probe=True)
    with pytest.raises(Down):
        asyncio.run(health.admitted())


def test_a_refusal_of_one_request_is_an_answer(health: Health) -> None:
    fail(health, 2)
    fail(health, 1, ALONE)
    fail(health, 2)
    assert not health.open


@pytest.mark.parametrize(("failure", "times"), [(WRONG_KEY, 1), (NOBODY, 3), (ALONE, 3)])
def test_an_endpoint_that_never_answered_ends_the_run(clock: Clock, failure: EndpointFailure, times: int) -> None:
    health = Health(Tolerance(failures=3), clock)
    fail(health, times - 1, failure)
    with pytest.raises(VerilodeError, match="answers nothing"):
        fail(health, 1, failure)


def test_one_that_is_busy_at_first_is_waited_for(clock: Clock) -> None:
    health = Health(Tolerance(failures=3), clock)
    fail(health, 3)
    assert (health.open, health.down) == (True, False)
