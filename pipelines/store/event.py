"""What goes into the event lane, what it holds, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person or a command did. `key` is made by the doer, so that a resend is a no-op."""

    key: str
    kind: str
    item: str
    actor: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    base_version: int | None = None
    blind: bool | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the log holds it."""

    seq: int
    key: str
    kind: str
    item: str
    actor: str
    payload: Mapping[str, Any]
    base_version: int | None
    version: int
    superseded: bool
    blind: bool | None
    seconds: float | None
    at: str


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an append, given only after the commit.

    `superseded`: somebody decided on this item after the doer had looked at it; both stay in the log.
    `duplicate`: this key was stored before, nothing was added.
    """

    seq: int
    version: int
    superseded: bool
    duplicate: bool
