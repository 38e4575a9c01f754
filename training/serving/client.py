"""Asking an endpoint, with the standard library alone: the terminal and the app do not load a client for it."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pipelines.core.errors import VerilodeError

_KEY = "VERILODE_API_KEY"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said, and who it is by its own word."""

    model: str
    text: str
    fingerprint: str
    finish: str
    tokens: int


def ask(
    url: str,
    model: str,
    messages: Sequence[dict[str, str]],
    *,
    max_tokens: int | None = None,
    temperature: float = 0.0,
    timeout: float = 120.0,
) -> Answer:
    """One model's answer to a chat.

    Args:
        url: Of the endpoint, without `/v1`.
        model: One of those `models_of` lists.
        messages: Turns with `role` and `content`.
        max_tokens: Most tokens of the answer; None leaves it to the endpoint.
        temperature: 0 takes the most likely tokens.
        timeout: Seconds until the endpoint is given up.

    Raises:
        VerilodeError: with the endpoint's reason, or that nothing answers there.
    """
    body = {"model": model, "messages": list(messages), "max_tokens": max_tokens, "temperature": temperature}
    told = _call(url, "/v1/chat/completions", timeout, body)
    try:
        choice = told["choices"][0]
        text, finish = choice["message"]["content"] or "", choice["finish_reason"] or ""
        tokens = int((told.get("usage") or {}).get("completion_tokens", 0))
    except (LookupError, TypeError, AttributeError, ValueError):
        raise VerilodeError(f"what {url} answers is no chat completion") from None
    return Answer(model, text, str(told.get("system_fingerprint") or ""), finish, tokens)


def ask_all(url: str, models: Sequence[str], messages: Sequence[dict[str, str]], **options: Any) -> list[Answer]:
    """Several models' answers to the same chat, asked at once so that the endpoint can answer them together."""
    with ThreadPoolExecutor(max_workers=max(1, len(models))) as pool:
        return list(pool.map(lambda model: ask(url, model, messages, **options), models))


def models_of(url: str, timeout: float = 5.0) -> list[dict[str, Any]]:
    """The models of an endpoint with what it says about each.

    Raises:
        VerilodeError: when nothing answers there, or something else than an endpoint.
    """
    told = _call(url, "/v1/models", timeout)
    data = told.get("data")
    if not isinstance(data, list) or not all(isinstance(one, dict) and "id" in one for one in data):
        raise VerilodeError(f"what answers at {url} lists no models")
    return data


def _call(url: str, path: str, timeout: float, body: dict[str, Any] | None = None) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise VerilodeError(f"{url!r} is no address; it looks like http://127.0.0.1:8000")
    headers = {"content-type": "application/json"}
    if key := os.environ.get(_KEY):
        headers["authorization"] = f"Bearer {key}"
    data = None if body is None else json.dumps(body).encode()
    base = url.rstrip("/").removesuffix("/v1")
    try:
        request = urllib.request.Request(base + path, data, headers)  # noqa: S310 - http or https, checked above
        with urllib.request.urlopen(request, timeout=timeout) as reply:  # noqa: S310
            told = json.loads(reply.read())
    except urllib.error.HTTPError as refused:
        raise VerilodeError(f"the endpoint refuses: {_reason(refused)}") from None
    except (OSError, ValueError) as silent:
        raise VerilodeError(f"no endpoint answers at {url}: {getattr(silent, 'reason', silent)}") from None
    return told if isinstance(told, dict) else {}


def _reason(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(refused.read())["error"]["message"])
    except (OSError, ValueError, LookupError, TypeError):
        return f"status {refused.code}"
