"""TRL's conversational language-modelling form: one object with `messages` per line."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import conversation
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export


def trl_messages(*, ids: bool = False) -> Export:
    """Conversations as `messages`, for SFT on whole chats; no rejected answer.

    Args:
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        return [{"messages": conversation(record)}]

    return Objects(shape, "no rejected answer", ids)
