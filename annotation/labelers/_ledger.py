"""What was asked of endpoints and what it cost: answers are paid for once, and a budget is a hard stop."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any

from annotation.labelers._journal import Journal


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one call: sent, and answered."""

    into: int = 0
    out: int = 0

    @property
    def both(self) -> int:
        """Sent and answered together."""
        return self.into + self.out


@dataclass(frozen=True, slots=True)
class Prices:
    """Money per million tokens sent and answered; None where it is not known."""

    into: float | None = None
    out: float | None = None

    def of(self, tokens: Tokens) -> float | None:
        """What these tokens cost."""
        if self.into is None or self.out is None:
            return None
        return (tokens.into * self.into + tokens.out * self.out) / 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may ever be spent on one ledger, in money, in tokens (both ways), or both."""

    money: float | None = None
    tokens: int | None = None


@dataclass(slots=True)
class Spent:
    """Calls and what they cost.

    `lost` calls ended without an answer although the endpoint may have worked on them (a time-out, a cut wire, a
    killed process): `lost_tokens` and `lost_money` are the most they can have cost. `unpriced` answers have no price.
    """

    calls: int = 0
    answers: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0
    unpriced: int = 0
    lost: int = 0
    lost_tokens: int = 0
    lost_money: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Spent)))

    def answered(self, used: Tokens, money: float | None) -> None:
        """Count one answer."""
        self.answers += 1
        self.tokens_in += used.into
        self.tokens_out += used.out
        self.money += money or 0.0
        self.unpriced += money is None

    def lose(self, most: Tokens, money: float | None) -> None:
        """Count one call whose cost nobody knows."""
        self.lost += 1
        self.lost_tokens += most.both
        self.lost_money += money or 0.0


@dataclass(slots=True)
class Measured:
    """What a model's answers were like so far: the base of an estimate.

    `counted` of the `answers` came with the endpoint's own count of tokens; bytes and tokens are those of these.
    """

    answers: int = 0
    seconds: float = 0.0
    counted: int = 0
    sent_bytes: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take one stored answer into account."""
        self.answers += 1
        self.seconds += entry["seconds"]
        if entry["counted"]:
            self.counted += 1
            self.sent_bytes += entry["sent"]
            self.tokens_in += entry["used"][0]
            self.tokens_out += entry["used"][1]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call that is being made, and the most it can cost."""

    key: str
    most: Tokens
    money: float | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one answer took.

    Args:
        model: Name under which estimates find it.
        used: Tokens, as the endpoint counted them where `counted`, else as far as they can be told.
        prices: Of the model.
        sent: Bytes of the request.
        seconds: From the request to the last byte.
        counted: Whether the endpoint said how many tokens it used.
    """

    model: str
    used: Tokens
    prices: Prices
    sent: int
    seconds: float
    counted: bool


class Ledger:
    """Every call of one labeler, written down before and after it; `Ledger()` keeps them in memory.

    With a file it survives the process: what is stored there is answered from there, and all that it ever cost counts
    towards the budget. May be used from several threads of one process; only one process may write at a time.

    `shown` holds the ids of verified records that were put into prompts as examples in this run.
    """

    def __init__(self, file: Path | None = None, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.run, self.before = Spent(), Spent()
        self.shown: set[str] = set()
        self._measured: dict[str, Measured] = {}
        self._places: dict[bytes, int] = {}
        self._underway: set[Call] = set()
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._journal = Journal(file)
        self._load()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def spent(self) -> Spent:
        """Everything ever spent, this run included."""
        return self.before + self.run

    @property
    def underway(self) -> int:
        """Calls whose end is still open; each holds a part of the budget."""
        return len(self._underway)

    @property
    def cancelled(self) -> bool:
        """Whether no further call should be made."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask labelers to stop; what is answered stays stored. May be called from any thread."""
        self._cancelled.set()

    def measured(self, model: str) -> Measured:
        """What this model's stored answers were like."""
        return self._measured.get(model, Measured())

    def stored(self, key: str) -> dict[str, Any] | None:
        """The reply that was paid for under this key (64 hex digits), or None."""
        place = self._places.get(bytes.fromhex(key))
        if place is None:
            return None
        with self._lock:
            return self._journal.at(place)["reply"]

    def __contains__(self, key: str) -> bool:
        return bytes.fromhex(key) in self._places

    def reserve(self, key: str, most: Tokens, prices: Prices) -> Call | None:
        """Set the worst case of one call aside and write down that it is made; None where the budget has no room.

        Every call must end in `answered` or `unanswered`.
        """
        call = Call(key, most, prices.of(most))
        with self._lock:
            if not self._has_room(call):
                return None
            self._underway.add(call)
            self.run.calls += 1
            self._journal.append({"asked": key, "most": [most.into, most.out], "money": call.money})
        return call

    def answered(self, call: Call, reply: Mapping[str, Any], receipt: Receipt) -> None:
        """Store what came back, before anybody acts on it; `reply` is what is worth keeping of it, in JSON values."""
        used, money = receipt.used, receipt.prices.of(receipt.used)
        entry = {"answered": call.key, "reply": reply, "used": [used.into, used.out], "money": money}
        entry |= {"model": receipt.model, "sent": receipt.sent, "seconds": round(receipt.seconds, 4)}
        entry |= {"counted": receipt.counted}
        with self._lock:
            self._underway.discard(call)
            self._places[bytes.fromhex(call.key)] = self._journal.append(entry)
            self.run.answered(used, money)
            self._measured.setdefault(receipt.model, Measured()).add(entry)

    def unanswered(self, call: Call, why: str, *, billed: bool) -> None:
        """Write down that a call brought no answer; `billed` where it may cost something nevertheless."""
        with self._lock:
            self._underway.discard(call)
            self._journal.append({"unanswered": call.key, "why": why, "billed": billed})
            if billed:
                self.run.lose(call.most, call.money)

    def close(self) -> None:
        """Put everything on the disk."""
        with self._lock:
            self._journal.close()

    def _has_room(self, call: Call) -> bool:
        budget, spent = self.budget, self.spent
        if budget.tokens is not None:
            taken = spent.tokens_in + spent.tokens_out + spent.lost_tokens + sum(c.most.both for c in self._underway)
            if taken + call.most.both > budget.tokens:
                return False
        if budget.money is None:
            return True
        paid = spent.money + spent.lost_money + sum(other.money or 0.0 for other in self._underway)
        return call.money is not None and paid + call.money <= budget.money

    def _load(self) -> None:
        """Read what earlier runs wrote; a call without an end was killed with its process."""
        open_calls: dict[str, list[Call]] = {}
        for place, entry in self._journal.entries():
            with suppress(KeyError, TypeError, ValueError):  # an entry of somebody else's making is passed over
                self._take(place, entry, open_calls)
        for call in (call for left in open_calls.values() for call in left):
            self.before.lose(call.most, call.money)

    def _take(self, place: int, entry: Mapping[str, Any], open_calls: dict[str, list[Call]]) -> None:
        if "asked" in entry:
            call = Call(entry["asked"], Tokens(*entry["most"]), entry["money"])
            open_calls.setdefault(call.key, []).append(call)
            self.before.calls += 1
            return
        key = entry["answered"] if "answered" in entry else entry["unanswered"]
        asked = open_calls[key].pop()
        if "answered" in entry:
            self._places[bytes.fromhex(key)] = place
            self.before.answered(Tokens(*entry["used"]), entry["money"])
            self._measured.setdefault(entry["model"], Measured()).add(entry)
        elif entry["billed"]:
            self.before.lose(asked.most, asked.money)
