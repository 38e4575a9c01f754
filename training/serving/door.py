"""Who may ask: the right key, the right kind of content, no more of it than is read, and no web page by the way."""

import hmac
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from training.serving.asked import Refused

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class Door:
    """The checks before a request is read.

    Args:
        key: What callers must show as a bearer; none if empty.
        hosts: Names this endpoint is reached by; a web page that points a name of its own here does not know them.
        most_bytes: Largest body.
    """

    def __init__(self, key: str = "", hosts: Sequence[str] = LOOPBACK, most_bytes: int = 1 << 20) -> None:
        self._key, self._hosts, self._most = key, hosts, most_bytes

    def check(self, request: Request) -> None:
        """Raises Refused for a strange host or a wrong key."""
        host = request.headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if "*" not in self._hosts and name not in self._hosts:
            raise Refused(f"this endpoint is not called {name!r}", status=403, code="wrong_host")
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._key and not hmac.compare_digest(shown.encode(), self._key.encode()):
            raise Refused("the API key is missing or wrong", status=401, code="invalid_api_key")

    async def body(self, request: Request) -> Any:
        """The JSON in the body; only a type that browsers do not send to strangers without asking first is read.

        Raises:
            Refused: for another type, too many bytes, or what is no JSON.
        """
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused("the content type must be application/json", status=415, code="wrong_type")
        read = bytearray()
        async for part in request.stream():
            read += part
            if len(read) > self._most:
                raise Refused(f"the body is larger than {self._most:,} bytes", status=413, code="too_large")
        try:
            return json.loads(bytes(read))
        except (ValueError, RecursionError) as broken:
            raise Refused(f"the body is not JSON: {broken}", code="invalid_json") from None
