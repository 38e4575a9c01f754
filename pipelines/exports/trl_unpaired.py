"""TRL's unpaired preference form, for KTO: an answer and whether it is wanted."""

from typing import Any

from pipelines.core.records import Record
from pipelines.exports._exchange import Exchange, answered, plain_text
from pipelines.exports._objects import Objects
from pipelines.exports._tally import Export, Uncarried

_WANTED = {"true": True, "false": False}


def trl_unpaired(*, conversational: bool = True, unmarked_is_good: bool = False, ids: bool = False) -> Export:
    """`prompt`, `completion` and `label` (true or false); a preference pair becomes a wanted and an unwanted row.

    Args:
        conversational: Lists of messages; off, plain texts, which have no place for a system message or a chat.
        unmarked_is_good: Take an answer that is labelled neither true nor false for a wanted one; else it is left out.
        ids: Also write each record's id.
    """

    def shape(record: Record) -> list[dict[str, Any]]:
        found = answered(record)
        prompt = found.prompt if conversational else plain_text(found.prompt, "user", "the prompt")
        return [
            {"prompt": prompt, "completion": said if conversational else plain_text(said, "assistant", "the answer")}
            | {"label": wanted}
            for said, wanted in _verdicts(record, found)
        ]

    def _verdicts(record: Record, found: Exchange) -> list[tuple[list[dict[str, Any]], bool]]:
        if found.rejected:
            return [(found.answer, True), (found.rejected, False)]
        marked = _WANTED.get((record.label or "").strip().lower()) if record.label != _text(found) else None
        if marked is None and not unmarked_is_good:
            raise Uncarried("neither a preference pair nor an answer labelled true or false")
        return [(found.answer, marked is not False)]

    lacks = "only preference pairs and answers labelled true or false"
    return Objects(shape, lacks + ("" if conversational else ", no system message, no conversation"), ids, pairs=True)


def _text(found: Exchange) -> str | None:
    """The answer's text: a label that is the answer itself is no verdict on it."""
    return found.answer[0].get("content")
