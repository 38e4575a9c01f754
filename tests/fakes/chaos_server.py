"""A chat-completions endpoint in a process of its own: fast, seeded, and at a stated rate faulty in twelve ways.

Whether a call meets a fault depends on the seed, the record and how often it was asked about; so two runs meet the
same faults, however they are timed. `label_of` is what a good answer says.
"""

import asyncio
import json
import subprocess
import sys
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

LABELS = ("billing", "refund", "shipping")
FAULTS = (
    *("limited", "error", "unavailable", "stalled", "reset", "drip"),
    *("cut", "malformed", "off_schema", "refusal", "empty", "someone_else"),
)
_ID = b'\\"record\\": {\\"record_id\\": \\"'
_REASONS = {200: "OK", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


@dataclass(frozen=True)
class Weather:
    """How the server behaves: the share of calls that meet a fault, seconds an answer takes (least, most)."""

    seed: int = 1
    rate: float = 0.0
    least: float = 0.0
    most: float = 0.0
    stall: float = 5.0


@dataclass(frozen=True)
class Chaos:
    """The running server."""

    base_url: str

    def tally(self) -> dict[str, Any]:
        """`calls` by record id, `faults` by kind."""
        with urllib.request.urlopen(self.base_url + "/tally") as answer:
            return json.load(answer)


@contextmanager
def chaos(weather: Weather) -> Iterator[Chaos]:
    """The server on a free port of this machine, until the block ends."""
    words = [sys.executable, "-m", "tests.fakes.chaos_server", json.dumps(asdict(weather))]
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        yield Chaos(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def label_of(record_id: str) -> str:
    """The label of a record in every good answer."""
    return LABELS[zlib.crc32(record_id.encode()) % len(LABELS)]


class Sky:
    """What all connections share: the weather, and what was asked so far."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.calls: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def next_for(self, record_id: str) -> tuple[float, str | None]:
        """Seconds until the answer to this call, and its fault if it meets one."""
        self.calls[record_id] += 1
        dice = Random(f"{self.weather.seed} {record_id} {self.calls[record_id]}")
        fault = FAULTS[dice.randrange(len(FAULTS))] if dice.random() < self.weather.rate else None
        if fault:
            self.faults[fault] += 1
        return dice.uniform(self.weather.least, self.weather.most), fault


class Connection(asyncio.Protocol):
    """One client's connection; requests come one after the other."""

    def __init__(self, sky: Sky) -> None:
        self._sky = sky
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire: Any = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, ended, body = self._read.partition(b"\r\n\r\n")
        if not ended:
            return
        if head.startswith(b"GET"):
            self._read = b""
            self._send(json.dumps({"calls": self._sky.calls, "faults": self._sky.faults}).encode())
        elif len(body) >= int(head.lower().partition(b"content-length:")[2].split()[0]):
            self._read = b""
            start = body.rfind(_ID) + len(_ID)
            self._asked(body[start : body.index(b'\\"', start)].decode())

    def _asked(self, record_id: str) -> None:
        seconds, fault = self._sky.next_for(record_id)
        answer = getattr(self, f"_{fault}") if fault else self._good
        asyncio.get_running_loop().call_later(seconds, answer, record_id)

    def _good(self, record_id: str) -> None:
        self._send(completion(told(record_id, label_of(record_id))))

    def _limited(self, record_id: str) -> None:
        self._send(b"{}", 429, "retry-after: 0.05\r\n")

    def _error(self, record_id: str) -> None:
        self._send(b"{}", 500)

    def _unavailable(self, record_id: str) -> None:
        self._send(b"<html>busy</html>", 503)

    def _stalled(self, record_id: str) -> None:
        asyncio.get_running_loop().call_later(self._sky.weather.stall, self._wire.abort)

    def _reset(self, record_id: str) -> None:
        self._wire.abort()

    def _drip(self, record_id: str) -> None:
        body = completion(told(record_id, label_of(record_id)))
        self._wire.write(_header(200, len(body), ""))
        self._drop(iter(body))

    def _drop(self, rest: Iterator[int]) -> None:
        byte = next(rest, None)
        if byte is not None and not self._wire.is_closing():
            self._wire.write(bytes([byte]))
            asyncio.get_running_loop().call_later(0.05, self._drop, rest)

    def _cut(self, record_id: str) -> None:
        self._send(completion(told(record_id, label_of(record_id))[:60], finish="length"))

    def _malformed(self, record_id: str) -> None:
        self._send(completion(told(record_id, label_of(record_id)).replace(":", "")))

    def _off_schema(self, record_id: str) -> None:
        self._send(completion(told(record_id, "something else")))

    def _refusal(self, record_id: str) -> None:
        self._send(completion(None, refusal="I cannot help with that."))

    def _empty(self, record_id: str) -> None:
        self._send(completion(""))

    def _someone_else(self, record_id: str) -> None:
        other = record_id[::-1]
        self._send(completion(told(other, label_of(other))))

    def _send(self, body: bytes, status: int = 200, more: str = "") -> None:
        if not self._wire.is_closing():
            self._wire.write(_header(status, len(body), more) + body)


def _header(status: int, length: int, more: str) -> bytes:
    opening = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n"
    return f"{opening}{more}content-length: {length}\r\n\r\n".encode()


def told(record_id: str, label: str) -> str:
    """The content of an answer; the reason names the record, so that a mix-up shows."""
    return json.dumps({"record_id": record_id, "label": label, "rationale": f"because {record_id} says so"})


def completion(content: str | None, finish: str = "stop", refusal: str | None = None) -> bytes:
    """A chat completion with log-probabilities and usage, as a real endpoint sends it."""
    pieces = [content[place : place + 4] for place in range(0, len(content or ""), 4)] if content else []
    tokens = [{"token": p, "logprob": -0.01, "bytes": list(p.encode()), "top_logprobs": []} for p in pieces]
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message, "logprobs": {"content": tokens}}
    usage = {"prompt_tokens": 500, "completion_tokens": len(pieces), "total_tokens": 500 + len(pieces)}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "chaos", "choices": [choice], "usage": usage}
    return json.dumps(body).encode()


async def serve(weather: Weather, announce: Callable[[str], None]) -> None:
    """Serve until killed."""
    sky = Sky(weather)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(sky), "127.0.0.1", 0, backlog=512)
    announce(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Weather(**json.loads(sys.argv[1])), lambda url: print(url, flush=True)))
