"""One record as it is put before a person."""

from dataclasses import dataclass

from pipelines.kinds import Question
from pipelines.store.labels import Suggested


@dataclass(frozen=True, slots=True)
class Item:
    """One record to review. What a person must not see is not in it, so it cannot reach the browser.

    A blind item has no `suggestion`, and no answer of the source where the kind can be answered without it; those of a
    pilot or an audit tell nothing about other people either: their `version` is always 0. `proposal` is the text under
    judgement of the kinds that judge one, blind or not. `draft` and `note_draft` are what this person typed before;
    `guideline` is the version of the text to decide by. `answers` are the (value, note) of a dispute, mixed and without
    names; a value of None says that no answer fits.
    """

    record_id: str
    question: Question
    source: str
    phase: str
    blind: bool
    version: int
    suggestion: Suggested | None
    draft: str | None
    note_draft: str | None
    guideline: str
    proposal: str | None = None
    answers: tuple[tuple[str | None, str | None], ...] = ()
