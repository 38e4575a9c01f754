"""The client that needs no library: answers, and every way in which there is none."""

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.endpoint import TUNED, endpoint, talking
from training.serving.client import ask, ask_all, models_of

TURNS = [{"role": "user", "content": "one two"}]


def test_an_answer_is_signed() -> None:
    with endpoint(talking()) as url:
        answer = ask(f"{url}/v1/", "tuned", TURNS)
        assert (answer.text, answer.fingerprint, answer.finish) == ("tuned heard 2 tokens", TUNED.fingerprint, "stop")
        assert [one["id"] for one in models_of(url)] == ["base", "tuned"]


def test_several_models_are_asked_at_once_and_answer_in_order() -> None:
    talker = talking()
    with endpoint(talker, window=0.2) as url:
        answers = ask_all(url, ["tuned", "base"], TURNS)
        assert [answer.text for answer in answers] == ["tuned heard 2 tokens", "base heard 2 tokens"]
        assert sorted(talker.batches[0]) == ["base", "tuned"]


def test_a_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint(talking(), key="secret") as url:
        with pytest.raises(VerilodeError, match="the endpoint refuses: the API key is missing or wrong"):
            ask(url, "base", TURNS)
        monkeypatch.setenv("VERILODE_API_KEY", "secret")
        assert ask(url, "base", TURNS).finish == "stop"


@pytest.mark.parametrize(
    ("url", "says"),
    [("http://127.0.0.1:9", "no endpoint answers at"), ("file:///etc/passwd", "is no address"), ("", "is no address")],
)
def test_an_address_without_an_endpoint_is_one_line(url: str, says: str) -> None:
    with pytest.raises(VerilodeError, match=says):
        models_of(url)
