"""TRL's prompt-completion form, for SFT with loss on the answer only."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import answered, plain_text
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export


def trl_prompt_completion(*, conversational: bool = True, ids: bool = False) -> Export:
    """`prompt` and `completion`, as message lists or as texts; no rejected answer.

    Args:
        conversational: Lists of messages; off, plain texts, which have no place for a system message or a chat.
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        found = answered(record)
        if conversational:
            return [{"prompt": found.prompt, "completion": found.answer}]
        asked = plain_text(found.prompt, "user", "the prompt")
        return [{"prompt": asked, "completion": plain_text(found.answer, "assistant", "the answer")}]

    lacks = "no rejected answer" + ("" if conversational else ", no system message, no conversation")
    return Objects(shape, lacks, ids)
