"""The wire to an OpenAI-compatible endpoint: which address, which key, what is worth asking again."""

import asyncio
import email.utils
import ipaddress
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin

_PASSING = {408, 409, 425, 429}
"""Statuses below 500 that may well be gone at the next attempt."""

_LONGEST_WAIT = 120.0
"""Seconds; an endpoint that asks for more is down as far as one record is concerned."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one attempt, attempts in all, and seconds before the first repeat (doubled each time)."""

    timeout: float
    attempts: int
    first_wait: float


class EndpointFailure(Exception):
    """No answer came. `hopeless` when asking anything else will fail the same way (wrong key or address)."""

    def __init__(self, why: str, hopeless: bool = False) -> None:
        super().__init__(why)
        self.hopeless = hopeless


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


def connect(base_url: str | None, api_key_env: str, timeout: float) -> Any:
    """A client that neither repeats nor follows redirects by itself; to be closed by the caller."""
    import openai

    here = is_loopback(base_url)
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, trust_env=not here)
    key = os.environ.get(api_key_env) or "none"
    return openai.AsyncOpenAI(api_key=key, base_url=base_url, timeout=timeout, max_retries=0, http_client=http)


async def ask(client: Any, request: Mapping[str, Any], patience: Patience, salt: str) -> str:
    """The body of one answered request; passing failures are repeated after a wait that differs by `salt`.

    Raises:
        EndpointFailure: with a reason that never quotes what the endpoint sent.
    """
    import openai

    for attempt in range(1, patience.attempts + 1):
        wait = min(patience.first_wait * 2 ** (attempt - 1), _LONGEST_WAIT) * (0.5 + coin(salt, attempt))
        try:
            async with asyncio.timeout(patience.timeout):
                answer = await client.chat.completions.with_raw_response.create(**request)
                return str(answer.text)
        except openai.APIStatusError as refusal:
            status = refusal.status_code
            why, hopeless = f"HTTP {status}", status in (401, 404)
            wait = _asked_wait(refusal.response.headers) or wait
            if (status not in _PASSING and status < 500) or wait > _LONGEST_WAIT:
                raise EndpointFailure(why, hopeless) from None
        except (TimeoutError, openai.APITimeoutError):
            why = "no answer in time"
        except openai.APIConnectionError:
            why = "no connection"
        except openai.OpenAIError as error:
            raise EndpointFailure(type(error).__name__) from None
        if attempt < patience.attempts:
            await asyncio.sleep(wait)
    raise EndpointFailure(f"{why}, {patience.attempts} attempts")


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date (RFC 9110, section 10.2.3)."""
    asked = headers.get("retry-after", "")
    try:
        return max(float(asked), 0.0)
    except ValueError:
        moment = email.utils.parsedate_tz(asked)
        return max(email.utils.mktime_tz(moment) - time.time(), 0.0) if moment else None
