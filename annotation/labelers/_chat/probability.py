"""How sure a chat model was of the fields it answered with, from the probabilities of the tokens that spell them."""

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

_READ = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Spelled:
    """Log-probability of all tokens that spell the answer, in nats, and their number."""

    log: float
    tokens: int

    def probability(self, *, per_token: bool) -> float:
        """The product over the tokens, or their geometric mean: of two long texts the longer is not the less sure."""
        log = self.log / self.tokens if per_token else self.log
        return math.exp(min(log, 0.0))


def spelled(content: str, logprobs: Any, names: Collection[str]) -> Spelled | None:
    """What the tokens that overlap the values of these fields say together.

    None where the endpoint sent no log-probabilities, or ones that do not spell its own answer.

    Args:
        content: A JSON object as the model wrote it.
        logprobs: Of the choice, as the endpoint sent them.
        names: The fields that hold the answer.
    """
    try:
        tokens = [(_bytes(token), float(token["logprob"])) for token in logprobs["content"]]
        places = [_in_bytes(content, *place) for place in _values(content, names)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError):
        return None
    if not places or b"".join(piece for piece, _ in tokens) != content.encode("utf-8", "surrogatepass"):
        return None
    found = [log for start, end, log in _placed(tokens) if any(start < last and end > first for first, last in places)]
    total = sum(found)
    return Spelled(total, len(found)) if found and math.isfinite(total) else None


def _bytes(token: Any) -> bytes:
    raw = token.get("bytes")
    return token["token"].encode() if raw is None else bytes(raw)


def _placed(tokens: list[tuple[bytes, float]]) -> Iterator[tuple[int, int, float]]:
    start = 0
    for piece, log in tokens:
        yield start, start + len(piece), log
        start += len(piece)


def _in_bytes(content: str, start: int, end: int) -> tuple[int, int]:
    if content.isascii():
        return start, end
    before = len(content[:start].encode("utf-8", "surrogatepass"))
    return before, before + len(content[start:end].encode("utf-8", "surrogatepass"))


def _values(content: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Places of the named fields' values in the text of one JSON object, without the quotes of a string."""
    place = _after_space(content, 0) + 1
    while content[place := _after_space(content, place)] != "}":
        name, place = _READ.raw_decode(content, place)
        start = _after_space(content, _after_space(content, place) + 1)
        value, place = _READ.raw_decode(content, start)
        if name in names:
            quote = isinstance(value, str)
            yield start + quote, place - quote
        place = _after_space(content, place)
        place += content[place] == ","


def _after_space(content: str, place: int) -> int:
    while content[place] in " \t\r\n":
        place += 1
    return place
