"""ShareGPT: `conversations` of turns with `from` and `value`."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import Turn, conversation
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export, Uncarried

_NAMES = {"system": "system", "user": "human", "assistant": "gpt", "tool": "tool"}


def sharegpt(*, ids: bool = False) -> Export:
    """Conversations of turns from system, human, gpt and tool; no tool calls and no other roles.

    Args:
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        return [{"conversations": [_turn(turn) for turn in conversation(record)]}]

    return Objects(shape, "no tool calls, no names, no roles but system, user, assistant and tool", ids)


def _turn(turn: Turn) -> dict[str, str]:
    if turn["role"] not in _NAMES:
        raise Uncarried("a role that ShareGPT has no name for")
    if turn.keys() != {"role", "content"} or turn["content"] is None:
        raise Uncarried("a message with more than a text (a name, tool calls)")
    return {"from": _NAMES[turn["role"]], "value": turn["content"]}
