"""Who answers at an address: plain questions to a server on this computer, without the client library."""

import json
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any

import psutil

_PATIENCE = 10.0
"""Seconds for one question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP status and the JSON object of an answer ({} where it was none)."""

    status: int
    body: dict[str, Any]


class _Stay(urllib.request.HTTPRedirectHandler):
    """A token must not be carried to another address."""

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


def ask(url: str, path: str, token: str | None = None, timeout: float = _PATIENCE) -> Answer | None:
    """The answer to GET `path`, or None where nobody answers in HTTP."""
    request = urllib.request.Request(url.rstrip("/") + path)  # noqa: S310 - the address was checked
    if token:
        request.add_header("Authorization", f"Token {token}")
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            return Answer(response.status, _object(response.read()))
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, _object(refusal.read()))
    except (OSError, ValueError, urllib.error.URLError):  # http.client's errors are not all OSErrors
        return None


def is_up(url: str) -> bool:
    """Whether a Label Studio says that it is up."""
    answer = ask(url, "/health")
    return answer is not None and answer.body.get("status") == "UP"


def release(url: str) -> str | None:
    """The version a Label Studio tells about itself, to anybody."""
    answer = ask(url, "/api/version")
    return str(answer.body.get("release") or "") or None if answer else None


def listening(pid: int) -> set[int] | None:
    """The TCP ports on which a process waits for connections; None where the system does not tell."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return None
    return {c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN}


def answers_tcp(port: int) -> bool:
    """Whether anybody accepts connections on this port of this computer."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
