"""Which Label Studio is meant: the one configured, else the managed one of this user."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from annotation.studio.state import Account, Home, Serving, read
from pipelines.core.errors import VerilodeError

URL_VARIABLE, TOKEN_VARIABLE = "LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"  # noqa: S105 - names, not secrets


@dataclass(frozen=True, slots=True)
class Address:
    """A server and the token that opens it."""

    url: str
    token: str = field(repr=False)
    managed: bool = False


def section(recipe: Any) -> Mapping[str, Any]:
    """The entries url, token_env and port of a recipe's `labelstudio`; empty where there is none."""
    return getattr(recipe, "labelstudio", None) or {}


def configured(entries: Mapping[str, Any]) -> Address | None:
    """The server that LABEL_STUDIO_URL or the recipe names; None when neither does.

    Args:
        entries: The recipe's section: `url`, and `token_env`, the variable that holds the token
            (LABEL_STUDIO_API_KEY by default; a token itself has no place in a recipe).

    Raises:
        VerilodeError: an address that is none, or no token.
    """
    url = os.environ.get(URL_VARIABLE) or entries.get("url")
    if not url:
        return None
    variable = str(entries.get("token_env") or TOKEN_VARIABLE)
    token = os.environ.get(variable, "").strip()
    if not token:
        raise VerilodeError(f"no token for Label Studio at {checked(str(url))}: set {variable}")
    return Address(checked(str(url)), token)


def find(entries: Mapping[str, Any], home: Home | None = None) -> Address:
    """The server to push to and pull from: the configured one, else the managed one if it runs.

    Raises:
        VerilodeError: there is neither.
    """
    found = configured(entries)
    if found is not None:
        return found
    home = home or Home.of_user()
    serving, account = read(Serving, home.serving), read(Account, home.account)
    if serving is None or account is None or not serving.lives:
        raise VerilodeError("no Label Studio runs here; start one with: verilode labelstudio up")
    return Address(serving.url, account.token, managed=True)


def checked(url: str) -> str:
    """The address without a slash at its end.

    Raises:
        VerilodeError: it is not http(s), names no host, or carries a password.
    """
    parts = urlsplit(url)
    try:
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        good = False
    if parts.username or parts.password:
        raise VerilodeError("the address of Label Studio must not carry a name or password")
    if not good:
        raise VerilodeError(f"{url!r} is no address of a Label Studio; it looks like http://host:8080")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether the address is this computer."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
