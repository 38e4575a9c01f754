"""Alpaca: `instruction`, `input`, `output`, one JSON array per split."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import answered, plain_text
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export


def alpaca(*, drop_system: bool = False, ids: bool = False) -> Export:
    """One question and one answer as `instruction`, empty `input`, and `output`; no system message, no conversation.

    Args:
        drop_system: Write records that have a system message without it; else they are left out.
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        found = answered(record)
        prompt = [turn for turn in found.prompt if not drop_system or turn["role"] != "system"]
        asked = plain_text(prompt, "user", "the prompt")
        said = plain_text(found.answer, "assistant", "the answer")
        return [{"instruction": asked, "input": "", "output": said}]

    return Objects(shape, "no system message, no conversation, no rejected answer", ids, array=True)
