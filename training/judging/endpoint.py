"""Where the judge is reached."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import check_type


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint and a model of it.

    Args:
        model: Name of the model that judges; a stronger one than those judged, and no relative of theirs, for models
            prefer their own kind (Panickssery et al. 2024).
        base_url: Address up to `/v1`; the library's own if empty.
        api_key_env: Environment variable that holds the key.
        timeout: Seconds to wait for one verdict.
        most_tokens: Longest verdict with its reason, in tokens.
    """

    model: str
    base_url: str = ""
    api_key_env: str = "OPENAI_API_KEY"
    timeout: float = 60.0
    most_tokens: int = 512

    def __post_init__(self) -> None:
        """Refuse what cannot work before anything is asked."""
        for one in fields(self):
            check_type(f"judge option {one.name!r}", getattr(self, one.name), one.type)
        if not self.model:
            raise VerilodeError("the judge needs the option 'model'")
        if self.base_url and not _is_endpoint(self.base_url):
            raise VerilodeError(f"judge option 'base_url': {self.base_url!r} is no address of a model endpoint")
        if not (self.timeout > 0 and self.most_tokens > 0):
            raise VerilodeError("judge options 'timeout' and 'most_tokens' must be above 0")

    @classmethod
    def of(cls, options: Mapping[str, Any] | str) -> "Endpoint":
        """The endpoint that a recipe's `evaluate.judge` names: options, or a model alone."""
        given = {"model": options} if isinstance(options, str) else dict(options)
        known = [one.name for one in fields(cls)]
        for name in given:
            if name not in known:
                raise VerilodeError(f"the judge has no option {name!r}; it has: {', '.join(known)}")
        return cls(**{"model": "", **given})

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, where no proxy is asked."""
        host = urlsplit(self.base_url).hostname or ""
        address = _address(host)
        return host == "localhost" or bool(address and address.is_loopback)


def _is_endpoint(url: str) -> bool:
    """An http(s) address, and none where cloud machines keep their secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    address = _address(parts.hostname or "")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (address and address.is_link_local)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
