"""A record as an exchange: what is asked, what is answered, and the worse answer of a preference pair."""

import json
from dataclasses import dataclass
from typing import Any

from pipelines.core.records import Record
from pipelines.exports._tally import Uncarried

Turn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Messages with role and content: the prompt, its answer, and the answer it is preferred to; each may be empty."""

    prompt: list[Turn]
    answer: list[Turn]
    rejected: list[Turn]

    @property
    def messages(self) -> list[Turn]:
        """The whole conversation with its (better) answer."""
        return [*self.prompt, *self.answer]


def exchange(record: Record) -> Exchange:
    """The exchange a record holds; a plain text is what is asked and its label the answer, as freezing has it.

    Raises:
        Uncarried: when the record's parts contradict each other.
    """
    answer = _turn("assistant", record.response)
    rejected = _turn("assistant", record.rejected)
    if record.messages is None:
        asked = record.instruction if _filled(record.instruction) else record.text
        prompt = [*_turn("system", record.system), *_turn("user", asked)]
        return Exchange(prompt, answer or _turn("assistant", record.label), rejected)
    said = json.loads(record.messages)
    if said and said[0]["role"] != "system":
        said = [*_turn("system", record.system), *said]
    if not said or said[-1]["role"] != "assistant":
        return Exchange(said, answer, rejected)
    if answer and answer[0]["content"] != said[-1].get("content"):
        raise Uncarried("the chat ends with an answer that is not the record's response")
    return Exchange(said[:-1], said[-1:], rejected)


def conversation(record: Record) -> list[Turn]:
    """The messages of a record in which the assistant says something.

    Raises:
        Uncarried: when it does not.
    """
    messages = exchange(record).messages
    if not any(turn["role"] == "assistant" for turn in messages):
        raise Uncarried("no answer")
    return messages


def answered(record: Record) -> Exchange:
    """The exchange of a record that has a prompt and an answer to it.

    Raises:
        Uncarried: when one of the two is missing, or where the one ends and the other begins cannot be told.
    """
    found = exchange(record)
    if not any(turn["role"] != "system" for turn in found.prompt):
        raise Uncarried("no prompt")
    if not found.answer:
        raise Uncarried("no answer")
    if found.prompt[-1]["role"] == "assistant":
        raise Uncarried("two messages of the assistant in a row")  # which of them is answered is not said
    return found


def plain_text(turns: list[Turn], role: str, what: str) -> str:
    """The text of the only message there is.

    Args:
        turns: Some messages.
        role: Who must have written the message.
        what: What the reason calls these messages.

    Raises:
        Uncarried: when there are several, or the one holds more than a text.
    """
    if any(turn["role"] == "system" for turn in turns):
        raise Uncarried("no place for a system message")
    if len(turns) != 1 or turns[0]["role"] != role:
        raise Uncarried(f"{what} is a conversation")
    if turns[0].keys() != {"role", "content"} or not _filled(turns[0]["content"]):
        raise Uncarried(f"{what} is more than a text")
    return turns[0]["content"]


def _turn(role: str, text: str | None) -> list[Turn]:
    return [{"role": role, "content": text}] if _filled(text) else []


def _filled(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())
