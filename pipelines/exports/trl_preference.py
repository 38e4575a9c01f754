"""TRL's preference form with an explicit prompt, for DPO and reward models."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import answered, plain_text
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export, Uncarried


def trl_preference(*, conversational: bool = True, ids: bool = False) -> Export:
    """`prompt`, `chosen` and `rejected`, as message lists or as texts; only records with a rejected answer.

    Args:
        conversational: Lists of messages; off, plain texts, which have no place for a system message or a chat.
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        found = answered(record)
        if not found.rejected:
            raise Uncarried("no rejected answer")
        if conversational:
            return [{"prompt": found.prompt, "chosen": found.answer, "rejected": found.rejected}]
        asked = plain_text(found.prompt, "user", "the prompt")
        chosen = plain_text(found.answer, "assistant", "the answer")
        return [{"prompt": asked, "chosen": chosen, "rejected": found.rejected[0]["content"]}]

    lacks = "only preference pairs" + ("" if conversational else ", no system message, no conversation")
    return Objects(shape, lacks, ids, pairs=True)
