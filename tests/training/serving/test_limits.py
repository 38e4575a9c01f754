"""The endpoint over a talker: keys, limits, failures, and callers who leave."""

import http.client
import json
import time
from urllib.parse import urlsplit

import openai
import pytest

from tests.fakes.endpoint import Talker, endpoint, talking

TURNS = [{"role": "user", "content": "one two three"}]


def client(url: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0, timeout=10)


def ask(url: str, model: str = "base", key: str = "none", **options: object):
    return client(url, key).chat.completions.create(model=model, messages=TURNS, **options)


def until(true) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_key_is_asked_for_everywhere() -> None:
    with endpoint(talking(), key="secret") as url:
        for wrong in ("none", "secreT"):
            with pytest.raises(openai.AuthenticationError, match="missing or wrong"):
                client(url, wrong).models.list()
        assert ask(url, key="secret").choices[0].message.content == "base heard 3 tokens"


def test_the_next_one_is_told_to_come_again_when_the_queue_is_full() -> None:
    talker = Talker()
    with endpoint(talker, most_waiting=1) as url:
        streams = [_begin(url)]
        until(lambda: talker.batches)
        streams.append(_begin(url))
        until(lambda: json.loads(_get(url, "/health"))["waiting"] == 1)
        with pytest.raises(openai.RateLimitError) as refused:
            ask(url)
        assert refused.value.response.headers["retry-after"] == "1"
        talker.gate.set()
        assert [json.loads(one.getresponse().read())["choices"][0]["finish_reason"] for one in streams] == ["stop"] * 2


def test_a_failure_is_one_sentence_without_details() -> None:
    with endpoint(talking(failing=("tuned",))) as url:
        with pytest.raises(openai.InternalServerError) as failed:
            ask(url, "tuned")
        assert "secret details" not in failed.value.message
        assert ask(url).choices[0].message.content == "base heard 3 tokens"


@pytest.mark.parametrize("stream", [True, False])
def test_a_caller_who_leaves_ends_his_row(stream: bool) -> None:
    talker = Talker()
    with endpoint(talker) as url:
        gone = _begin(url, stream=stream)
        until(lambda: talker.batches)
        gone.close()
        time.sleep(0.4)
        talker.gate.set()
        if not stream:
            until(lambda: talker.ended)
        assert ask(url).choices[0].message.content == "base heard 3 tokens"


def test_a_stream_left_in_the_middle_ends_its_row() -> None:
    talker = talking(said={"base": "word " * 2000}, pause=0.01)
    with endpoint(talker) as url:
        stream = ask(url, stream=True, max_tokens=9000)
        next(iter(stream))
        stream.close()
        until(lambda: talker.ended)
        assert ask(url, "tuned").choices[0].message.content == "tuned heard 3 tokens"


def test_a_failure_at_the_start_of_a_stream_is_a_status() -> None:
    with endpoint(talking(failing=("base",))) as url, pytest.raises(openai.InternalServerError):
        list(ask(url, stream=True))


def _begin(url: str, stream: bool = False) -> http.client.HTTPConnection:
    """A request whose answer nobody has read yet."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    body = json.dumps({"model": "base", "messages": TURNS, "stream": stream})
    connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
    return connection


def _get(url: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path)
    return connection.getresponse().read()
