"""What a chat model sent back, believed only as far as it can be checked."""

import json
import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

_LONGEST = 1000
"""Characters of a rationale that are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A label of the set for the record that was asked about."""

    label: str
    confidence: float | None
    rationale: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer does not count, in one countable word, and what to tell the model if it may try again."""

    cause: str
    hint: str
    said: str = ""


def read_answer(body: str, record_id: str, labels: Collection[str]) -> Answer | Fault:
    """The checked answer in the body of a chat completion."""
    try:
        choice = _json(body)["choices"][0]
        message, finish = choice["message"], choice.get("finish_reason")
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        return Fault("off_schema", "send one answer")
    if refusal or finish == "content_filter":
        return Fault("refused", "")
    if finish == "length":
        return Fault("cut", "your answer was cut off; answer in fewer words")
    if not isinstance(content, str) or not content.strip():
        return Fault("empty", "your answer was empty")
    return _read_content(content, choice.get("logprobs"), record_id, labels)


def _read_content(content: str, logprobs: Any, record_id: str, labels: Collection[str]) -> Answer | Fault:
    try:
        told = _json(content)
        echo, label, why = told["record_id"], told["label"], told["rationale"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return Fault("off_schema", "answer with one JSON object of the given schema", content)
    if echo != record_id:
        return Fault("wrong_record", "your answer names another record_id; copy it from the record", content)
    if not isinstance(label, str) or label not in labels or not isinstance(why, str):
        return Fault("off_schema", "label must be exactly one of the given labels", content)
    return Answer(label, label_probability(content, logprobs), why[:_LONGEST])


def label_probability(content: str, logprobs: Any) -> float | None:
    """Probability of the label as the product over the tokens that spell it, from `logprobs` of the choice.

    None where the endpoint sent no log-probabilities, or ones that do not spell its own answer.
    """
    raw = content.encode("utf-8", "surrogatepass")
    # a quote inside a JSON string is escaped, so this can only match the key itself
    label = re.search(rb'"label"\s*:\s*"((?:[^"\\]|\\.)*)"', raw)
    try:
        tokens = [
            (bytes(t["bytes"]) if t.get("bytes") is not None else t["token"].encode(), float(t["logprob"]))
            for t in logprobs["content"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if not label or b"".join(spelled for spelled, _ in tokens) != raw:
        return None
    total, start = 0.0, 0
    for spelled, logprob in tokens:
        if start < label.end(1) and start + len(spelled) > label.start(1):
            total += logprob
        start += len(spelled)
    return min(math.exp(min(total, 0.0)), 1.0) if math.isfinite(total) else None


def _json(text: str) -> Any:
    """Parsed JSON in which no object names a key twice: of two labels, neither is the answer."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key appears twice")
        return found

    return json.loads(text, object_pairs_hook=once)
