"""What can go wrong between us and a Label Studio: our own errors, without headers, cookies or pages of HTML."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.core.errors import VerilodeError

_LONGEST = 300


class StudioDown(VerilodeError):
    """Nobody answers at the address. Nothing was done there."""


class StudioSilent(StudioDown):
    """The answer did not come, or not whole. The server may have done what was asked: look before asking again."""


class StudioRefused(VerilodeError):
    """The server answered with an error.

    Args:
        url: The server's address.
        status: The HTTP status.
        detail: The server's reason in one line, or our words for it.
    """

    def __init__(self, url: str, status: int, detail: str) -> None:
        super().__init__(f"Label Studio at {url} answered {status}: {detail}")
        self.status = status
        self.detail = detail


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the errors of the client library into ours."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as refusal:
        raise StudioRefused(url, refusal.status_code or 0, detail(refusal.status_code or 0, refusal.body)) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol):
        raise StudioDown(f"no Label Studio answers at {url}") from None
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as broken:
        raise StudioSilent(f"Label Studio at {url} did not finish its answer ({type(broken).__name__})") from None


def detail(status: int, body: Any) -> str:
    """The reason in an error's body; a body that is no JSON object, such as a page, is not quoted."""
    if isinstance(body, dict):
        said = body.get("validation_errors") or body.get("detail") or body.get("error")
        if said:
            return _one_line(said)[:_LONGEST]
    return _OWN_WORDS.get(status // 100, "no reason given")


_OWN_WORDS = {3: "it has moved to another address", 4: "it knows no such thing", 5: "it failed"}


def _one_line(said: Any) -> str:
    if isinstance(said, dict):
        return "; ".join(f"{name}: {_one_line(value)}" for name, value in said.items())
    if isinstance(said, list):
        return "; ".join(map(_one_line, said))
    return " ".join(str(said).split())
