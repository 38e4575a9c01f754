"""What a chat model sent back, believed only as far as it can be checked."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from annotation.labelers._chat.probability import Spelled, spelled
from annotation.labelers._ledger import Tokens
from pipelines.kinds import Invalid, Kind, Question, Task

_LONGEST = 1000
"""Characters of a rationale that are kept."""

_MOST_TOKENS = 10**9
"""A count beyond this is no count of one call's tokens."""

_WRITTEN = ("text", "fields")
"""Controls of answers that are written, not chosen: their probability is taken per token."""


class NoCompletion(ValueError):
    """A body that is no chat completion: what sent it is no model."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is kept of one completion: enough to read its answer again, too little to be large.

    `leaked` when the secret word of the instructions came back in it.
    """

    content: str | None
    finish: str | None = None
    refused: bool = False
    leaked: bool = False
    spelled: Spelled | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON values, for the ledger."""
        return {**asdict(self), "spelled": [self.spelled.log, self.spelled.tokens] if self.spelled else None}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Reply":
        """The reverse of `as_dict`."""
        pair = stored["spelled"]
        return cls(**{**stored, "spelled": Spelled(*pair) if pair else None})


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked value for the record that was asked about."""

    value: str
    confidence: float | None
    rationale: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer does not count, in one countable word, and what to tell the model if it may try again."""

    cause: str
    hint: str
    said: str = ""

    @property
    def arguable(self) -> bool:
        """Whether asking once more makes sense: who refuses or betrays the instructions is not argued with."""
        return self.cause not in ("refused", "canary")


def read_body(body: bytes, canary: str, names: tuple[str, ...]) -> tuple[Reply, Tokens | None]:
    """What a completion says, and the tokens the endpoint says it used.

    Args:
        body: Of the response.
        canary: The secret word that must not come back.
        names: Fields that hold the answer.

    Raises:
        NoCompletion: for HTML, cut JSON and everything else that is no completion.
    """
    try:
        completion = json.loads(body)
        choice = completion["choices"][0]
        message, finish, logprobs = choice["message"], choice.get("finish_reason"), choice.get("logprobs")
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        raise NoCompletion from None
    content = content if isinstance(content, str) else None
    leaked = bool(canary) and canary in f"{content} {refusal}"
    reply = Reply(
        content,
        finish if isinstance(finish, str) else None,
        bool(refusal),
        leaked,
        spelled(content, logprobs, names) if content and logprobs else None,
    )
    return reply, _used(completion.get("usage"))


def _used(usage: Any) -> Tokens | None:
    if not isinstance(usage, dict):
        return None
    counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    return Tokens(*counts) if all(type(count) is int and 0 <= count <= _MOST_TOKENS for count in counts) else None


def read_reply(reply: Reply, kind: Kind, question: Question, task: Task) -> Answer | Fault:
    """The checked answer in a reply."""
    if reply.leaked:
        return Fault("canary", "")
    if reply.refused or reply.finish == "content_filter":
        return Fault("refused", "")
    if reply.finish == "length":
        return Fault("cut", "your answer was cut off; answer in fewer words")
    if not reply.content or not reply.content.strip():
        return Fault("empty", "your answer was empty")
    try:
        told = _json(reply.content)
        echo, why = told["record_id"], told["rationale"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return Fault("off_schema", "answer with one JSON object of the given schema", reply.content)
    if echo != question.record_id:
        hint = "your answer names another record_id; copy it from the record"
        return Fault("wrong_record", hint, reply.content)
    return _checked(told, why, reply, kind, question, task)


def _checked(
    told: Mapping[str, Any], why: Any, reply: Reply, kind: Kind, question: Question, task: Task
) -> Answer | Fault:
    try:
        value = kind.from_model(told, question, task)
    except Invalid as reason:
        return Fault("off_schema", str(reason), reply.content or "")
    except KeyError as missing:
        return Fault("off_schema", f"the field {missing} is missing", reply.content or "")
    except (ValueError, TypeError, RecursionError):
        return Fault("off_schema", "answer with one JSON object of the given schema", reply.content or "")
    if not _encodable(value):
        return Fault("off_schema", "the answer holds half a character", reply.content or "")
    if not isinstance(why, str):
        return Fault("off_schema", "rationale must be text", reply.content or "")
    sure = reply.spelled.probability(per_token=kind.control in _WRITTEN) if reply.spelled else None
    return Answer(value, sure, why[:_LONGEST].encode("utf-8", "replace").decode())


def _encodable(text: str) -> bool:
    """Whether a text can be stored: JSON may spell one half of a character that takes two."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json(text: str) -> Any:
    """Parsed JSON in which no object names a key twice: of two labels, neither is the answer."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key appears twice")
        return found

    return json.loads(text, object_pairs_hook=once)
