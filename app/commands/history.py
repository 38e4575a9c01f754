"""Show what people did: of one person, with one record, or all."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotation.review.guideline import guideline_text
from annotation.review.history import Act
from annotation.review.history import history as acts
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class History:
    """Acts, newest first; or the text of the guideline that was asked for."""

    acts: list[Act]
    guideline: str | None = None


def history(
    project: Project,
    record_id: str | None = None,
    *,
    actor: str | None = None,
    last: int = 100,
    guideline: str | None = None,
) -> History:
    """List decisions, skips, drafts and what was taken back, newest first, each with the version of its guideline.

    Args:
        record_id: Only this record.
        actor: Only this person.
        last: How many at most.
        guideline: Show how the guideline read in this version instead.
    """
    if last < 1:
        raise VerilodeError(f"--last must be at least 1, not {last}")
    if guideline is not None:
        return History([], guideline_text(project, guideline))
    return History(acts(project, actor, record_id, last))


def show(result: History) -> Iterator[str]:
    """One line per act."""
    if result.guideline is not None:
        yield result.guideline
        return
    if not result.acts:
        yield "nothing yet"
    for act in result.acts:
        what = "taken back" if act.taken_back else act.action
        said = f" {' '.join(act.value.split())[:60]}" if act.value else ""
        note = f" ({' '.join(act.note.split())[:60]})" if act.note else ""
        under = f"{act.phase or '':<12}  {act.guideline or '':<12}"
        yield f"{act.at[:19]}  {act.actor:<16}  {act.record_id}  {under}  {what}{said}{note}"
