"""OpenAI's chat fine-tuning file: one object with `messages` per line."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import Turn, conversation
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export, Uncarried

_ROLES = {"system", "developer", "user", "assistant", "tool", "function"}
_KEYS = {"role", "content", "name", "weight", "refusal", "tool_calls", "tool_call_id", "function_call"}


def openai(*, ids: bool = False) -> Export:
    """Conversations as `messages`, a system message first and an answer of the assistant last.

    Args:
        ids: Also write each record's id, which the service itself does not expect.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        messages = conversation(record)
        _check(messages)
        return [{"messages": messages}]

    return Objects(shape, "no roles or keys the service does not know, no second system message", ids)


def _check(messages: list[Turn]) -> None:
    if any(turn["role"] == "system" for turn in messages[1:]):
        raise Uncarried("a system message that is not the first")
    if messages[-1]["role"] != "assistant":
        raise Uncarried("the last message is not the assistant's")
    if any(turn["role"] not in _ROLES for turn in messages):
        raise Uncarried("a role the service does not know")
    if any(turn.keys() - _KEYS for turn in messages):
        raise Uncarried("a key the service does not know in a message")
    calls = [call for turn in messages for call in turn.get("tool_calls") or []]
    if not all(isinstance(call.get("function", {}).get("arguments", ""), str) for call in calls):
        raise Uncarried("arguments of a tool call that are not JSON text")
