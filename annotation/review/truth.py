"""The right answers that a `meta` entry of the records holds, in the form of the task's kind."""

from dataclasses import replace
from typing import Any

from pipelines.core.ids import canonical_json
from pipelines.core.records import Record, rows
from pipelines.kinds import Invalid, Kind, Task
from pipelines.store.project import Project
from pipelines.store.selection import standing


def known_truths(project: Project, entry: str, kind: Kind, task: Task) -> dict[str, str | None]:
    """The right answer of every standing record whose `meta` names one; None where that is no allowed answer."""
    records = (record for batch in standing(project.tables) for record in rows(batch))
    found = ((record, record.meta.get(entry)) for record in records)
    return {record.record_id: as_answer(record, raw, kind, task) for record, raw in found if raw not in (None, "")}


def as_answer(record: Record, raw: Any, kind: Kind, task: Task) -> str | None:
    """What a file says the answer is, in canonical form; None where it is no answer to this record's question."""
    text = raw if isinstance(raw, str) else canonical_json(raw).decode("utf-8", "surrogatepass")
    question = kind.question(record)
    try:
        return kind.check(text, question, task)
    except Invalid:
        if kind.control != "choices":
            return None
    listed = kind.question(replace(record, response=text)).given  # "A; B", as a source file may write labels
    try:
        return kind.check(listed, question, task) if listed else None
    except Invalid:
        return None
