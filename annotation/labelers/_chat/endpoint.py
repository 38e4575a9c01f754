"""The wire to an OpenAI-compatible endpoint: which address, which key, one bounded attempt, what went wrong."""

import asyncio
import email.utils
import ipaddress
import math
import os
import socket
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pipelines.core.errors import VerilodeError

_PASSING = {408, 409, 425, 429}
"""Statuses below 500 that may well be gone at the next attempt."""

_WRONG_ADDRESS = {401, 404}
"""Statuses that every other request would meet, too."""

_LONGEST_BODY = 8 * 2**20
"""Bytes of an answer; more than any answer to one record has."""


class EndpointFailure(Exception):
    """No answer came.

    `passing` when another attempt may bring one, `hopeless` when asking anything else will fail the same way (wrong
    key or address), `unreachable` when nobody is there, `billed` when the endpoint may have worked nevertheless,
    `status` the HTTP status if one came, `wait` the seconds the endpoint asked to be left alone for, `probe` when the
    call was the circuit breaker's.
    """

    def __init__(
        self, why: str, *, passing: bool = False, billed: bool = False, status: int = 0, wait: float | None = None
    ) -> None:
        super().__init__(why)
        self.passing, self.billed, self.status, self.wait = passing, billed, status, wait
        self.hopeless = status in _WRONG_ADDRESS
        self.unreachable = why == _UNREACHABLE
        self.probe = False


_UNREACHABLE = "no connection"


def checked_address(base_url: str | None) -> str | None:
    """The address to use; None is the library's own.

    Raises:
        VerilodeError: for anything but http(s), and for addresses where cloud machines keep their secrets.
    """
    url = base_url or os.environ.get("OPENAI_BASE_URL")
    if not url:
        return None
    host = urlsplit(url).hostname if urlsplit(url).scheme in ("http", "https") else None
    address = _as_number(host) if host else None
    if not host or (address and (address.is_link_local or address.is_unspecified or address.is_multicast)):
        raise VerilodeError(f"labeler 'openai': {url!r} is no address of a model endpoint")
    return url


def is_loopback(url: str | None) -> bool:
    """Whether the endpoint is this machine, where no key is needed and no proxy is asked."""
    host = urlsplit(url or "").hostname or ""
    address = _as_number(host)
    return host == "localhost" or bool(address and address.is_loopback)


def _as_number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address a host is written as, in any notation the system resolver accepts (`127.1`, `0x7f…`)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return getattr(address, "ipv4_mapped", None) or address


class Wire:
    """A pool of connections to one endpoint; neither repeats nor follows redirects by itself.

    The library's own client only says where to send and with which headers: its typed answers would be read twice,
    and it reads bodies of any length.
    """

    def __init__(self, base_url: str | None, api_key_env: str, timeout: float) -> None:
        import openai

        self._http = openai.DefaultAsyncHttpxClient(
            follow_redirects=False,
            trust_env=not is_loopback(base_url),
            timeout=None,  # one limit for the whole attempt is set below
        )
        key = os.environ.get(api_key_env) or "none"
        named = openai.AsyncOpenAI(api_key=key, base_url=base_url, http_client=self._http)
        headers = {name: value for name, value in named.default_headers.items() if isinstance(value, str)}
        self._http.headers.update({**headers, **named.auth_headers, "Accept-Encoding": "identity"})
        self._url = str(named.base_url).rstrip("/") + "/chat/completions"
        self._timeout = timeout

    async def __aenter__(self) -> "Wire":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def post(self, body: bytes) -> bytes:
        """The body of one answered request.

        Raises:
            EndpointFailure: with a reason that never quotes what the endpoint sent.
        """
        import httpx2

        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(body)
        except TimeoutError:
            raise EndpointFailure("no answer in time", passing=True, billed=True) from None
        except httpx2.ConnectError:
            raise EndpointFailure(_UNREACHABLE, passing=True) from None
        except httpx2.TransportError:
            raise EndpointFailure("connection lost", passing=True, billed=True) from None
        except httpx2.HTTPError as error:
            raise EndpointFailure(type(error).__name__, billed=True) from None

    async def _post(self, body: bytes) -> bytes:
        request = self._http.build_request("POST", self._url, content=body)
        answer = await self._http.send(request, stream=True)
        try:
            if answer.status_code != 200:
                raise _refusal(answer)
            parts: list[bytes] = []
            room = _LONGEST_BODY
            async for part in answer.aiter_bytes():
                parts.append(part)
                room -= len(part)
                if room < 0:
                    raise EndpointFailure("an answer without end", passing=True, billed=True)
            return b"".join(parts)
        finally:
            await answer.aclose()


def _refusal(answer: Any) -> EndpointFailure:
    status = int(answer.status_code)
    passing = status in _PASSING or status >= 500
    return EndpointFailure(f"HTTP {status}", passing=passing, status=status, wait=asked_wait(answer.headers))


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date (RFC 9110, section 10.2.3)."""
    asked = headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        moment = email.utils.parsedate_tz(asked)
        return max(email.utils.mktime_tz(moment) - time.time(), 0.0) if moment else None
    return None if math.isnan(seconds) else max(seconds, 0.0)
