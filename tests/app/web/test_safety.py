"""Headers on every answer, and whose requests are answered."""

import asyncio
from typing import Any

import pytest

from app.web.safety import Safety, content_policy, is_local


async def page(_scope: Any, _receive: Any, send: Any) -> None:
    """An application that answers with a lax policy of its own."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-security-policy", b"*")]})
    await send({"type": "http.response.body", "body": b"hello"})


def answer(host: str, kind: str = "http") -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "headers": [(b"host", host.encode())]}
    asyncio.run(Safety(page, "127.0.0.1:8501")(scope, None, send))
    return sent


def test_an_answer_carries_our_policy_and_no_other() -> None:
    headers = answer("127.0.0.1:8501")[0]["headers"]
    policies = [value for name, value in headers if name == b"content-security-policy"]
    assert policies == [content_policy("127.0.0.1:8501").encode()]
    assert (b"x-content-type-options", b"nosniff") in headers
    assert (b"referrer-policy", b"no-referrer") in headers


def test_a_foreign_host_name_is_turned_away() -> None:
    assert [answer("evil.example:8501")[0]["status"], answer("evil.example", "websocket")] == [
        421,
        [{"type": "websocket.close", "code": 1008}],
    ]


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:1", "[::1]:8501"])
def test_names_of_this_computer(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "a@b"]
)
def test_names_of_others(host: str) -> None:
    assert not is_local(host)


def test_the_policy_names_no_origin_but_the_server() -> None:
    policy = content_policy("127.0.0.1:8501")
    assert "connect-src 'self' ws://127.0.0.1:8501;" in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "*" not in policy and "https:" not in policy
