"""What a request asks for, checked: everything in it is honoured or refused by name, nothing is overlooked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ROLES = ("system", "user", "assistant")
MOST_LOGPROBS = 20
MOST_STOPS = 4
_MEANINGLESS = ("user", "metadata", "store", "safety_identifier", "prompt_cache_key", "service_tier")
"""Words about the caller or the other side's billing, which change no answer."""
_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "n": (1,),
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
    "logit_bias": ({},),
    "tools": ([],),
    "tool_choice": ("none",),
    "parallel_tool_calls": (True, False),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
}
"""What is not offered here, and the values at which it asks for nothing."""


class Refused(Exception):
    """A request that is not served: HTTP status, the sentence, OpenAI's code and the field it is about."""

    def __init__(self, message: str, *, status: int = 400, code: str = "invalid_value", param: str | None = None):
        super().__init__(message)
        self.message, self.status, self.code, self.param = message, status, code, param


@dataclass(frozen=True, slots=True)
class Asked:
    """One chat request.

    Args:
        model: The name of the model that is to answer.
        messages: Turns with `role` and `content`, as the chat template reads them.
        max_tokens: Most tokens of the answer; None leaves it to the endpoint.
        temperature: 0 takes the most likely token, as evaluation does; it is the default here.
        top_p: Share of the probability that is drawn from.
        seed: Makes a drawn answer repeatable; None draws afresh.
        stop: Texts before which the answer ends.
        top_logprobs: How many likely tokens are told beside each one of the answer; None tells no probabilities.
        stream: Whether the answer is sent as it is made.
        usage: Whether a stream ends with the counts of tokens.
    """

    model: str
    messages: tuple[dict[str, str], ...]
    max_tokens: int | None = None
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    top_logprobs: int | None = None
    stream: bool = False
    usage: bool = False


def read_request(body: Any) -> Asked:
    """The request in a JSON body.

    Raises:
        Refused: naming the field that is missing, of another type, out of range or not offered here.
    """
    if not isinstance(body, dict):
        raise Refused("the body must be a JSON object")
    given = {name: value for name, value in body.items() if value is not None and name not in _MEANINGLESS}
    fields = {name: read(given.pop(name)) for name, read in _FIELDS.items() if name in given}
    if "max_completion_tokens" in fields:
        fields["max_tokens"] = fields.pop("max_completion_tokens")
    if not fields.pop("logprobs", False):
        _refuse_if(fields.pop("top_logprobs", None) is not None, "top_logprobs", "needs logprobs: true")
    else:
        fields.setdefault("top_logprobs", 0)
    fields["usage"] = fields.pop("stream_options", False)
    for name, value in given.items():
        _refuse_if(name not in _NEUTRAL, name, "is not known here")
        _refuse_if(value not in _NEUTRAL.get(name, ()), name, "is not offered here with this value")
    for name in ("model", "messages"):
        _refuse_if(name not in fields, name, "is missing", "missing_required_parameter")
    return Asked(**fields)


def _refuse_if(wrong: bool, name: str, why: str, code: str = "invalid_value") -> None:
    if wrong:
        raise Refused(f"{name} {why}", code=code, param=name)


def _number(name: str, low: float, high: float, kind: type = float) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        sound = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        _refuse_if(not sound, name, f"must be {'a whole number' if kind is int else 'a number'}")
        _refuse_if(not low <= value <= high, name, f"must be from {low:g} to {high:g}")
        return kind(value)

    return read


def _flag(name: str) -> Callable[[Any], bool]:
    def read(value: Any) -> bool:
        _refuse_if(not isinstance(value, bool), name, "must be true or false")
        return value

    return read


def _model(value: Any) -> str:
    _refuse_if(not isinstance(value, str), "model", "must be a text")
    return value


def _stop(value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    sound = isinstance(texts, list) and all(isinstance(text, str) and text for text in texts)
    _refuse_if(
        not sound or len(texts) > MOST_STOPS, "stop", f"must be a text or up to {MOST_STOPS} of them, none empty"
    )
    return tuple(texts)


def _stream_options(value: Any) -> bool:
    sound = isinstance(value, dict) and set(value) <= {"include_usage", "include_obfuscation"}
    _refuse_if(not sound, "stream_options", "may hold include_usage")
    return bool(value.get("include_usage"))


def _messages(value: Any) -> tuple[dict[str, str], ...]:
    _refuse_if(not isinstance(value, list) or not value, "messages", "must be a list with at least one turn")
    turns = tuple(_turn(turn, f"messages[{i}]") for i, turn in enumerate(value))
    _refuse_if(turns[-1]["role"] == "assistant", "messages", "must not end with the assistant's own turn")
    return turns


def _turn(turn: Any, name: str) -> dict[str, str]:
    _refuse_if(not isinstance(turn, dict), name, "must be an object")
    unknown = sorted(key for key in turn if key not in ("role", "content", "name") and turn[key])
    _refuse_if(bool(unknown), f"{name}.{unknown[0] if unknown else ''}", "is not offered here")
    role = "system" if turn.get("role") == "developer" else turn.get("role")
    _refuse_if(role not in ROLES, f"{name}.role", f"must be one of {', '.join(ROLES)}")
    return {"role": role, "content": _content(turn.get("content"), f"{name}.content")}


def _content(content: Any, name: str) -> str:
    if isinstance(content, list):
        text = all(
            isinstance(p, Mapping) and p.get("type") == "text" and isinstance(p.get("text"), str) for p in content
        )
        _refuse_if(not text, name, "may hold parts of type text only")
        return "".join(part["text"] for part in content)
    _refuse_if(not isinstance(content, str), name, "must be a text")
    return content


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "model": _model,
    "messages": _messages,
    "max_tokens": _number("max_tokens", 1, 1_000_000, int),
    "max_completion_tokens": _number("max_completion_tokens", 1, 1_000_000, int),
    "temperature": _number("temperature", 0, 2),
    "top_p": _number("top_p", 0, 1),
    "seed": _number("seed", -(2**63), 2**63 - 1, int),
    "stop": _stop,
    "logprobs": _flag("logprobs"),
    "top_logprobs": _number("top_logprobs", 0, MOST_LOGPROBS, int),
    "stream": _flag("stream"),
    "stream_options": _stream_options,
}
