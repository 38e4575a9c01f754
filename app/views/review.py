"""What the review page reads: the next records for a person, prepared for the card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotation.review.queue import Item, QueuePlan, ReviewQueue, plan_queue
from app.views.newest import readable
from app.views.shown_order import as_shown
from app.widgets.review_item import Answer, Progress, Quota, ReviewItem, Suggested
from pipelines.store.project import Project

PREFETCH = 20
PHASE_NAMES = {
    "recheck": "Second look",
    "pilot": "Pilot",
    "audit": "Blind audit",
    "rest": "To decide",
    "adjudication": "To settle",
}
"""The phases of review as people read them."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One person's view of the queue; `planned` says whether there is a queue at all."""

    items: Sequence[ReviewItem]
    phase: str
    progress: Progress
    guideline: str
    planned: bool
    known: Callable[[str], bool]


@readable()
def review_view(project: Project, actor: str) -> ReviewView:
    """The next records for this person and how far everybody is."""
    plan = plan_queue(project)
    queue = ReviewQueue(project, plan)
    items = [review_item(item, plan) for item in queue.next(actor, PREFETCH)]
    phases = queue.progress()
    return ReviewView(
        items=items,
        phase=items[0].phase if items else "",
        progress=Progress(
            done=sum(p.done for p in phases),
            total=sum(p.total for p in phases),
            batch=PHASE_NAMES.get(items[0].phase, "") if items else "",
            quotas=tuple(Quota(PHASE_NAMES.get(p.phase, p.phase), p.done, p.total) for p in phases),
        ),
        guideline=project.recipe.task.guideline,
        planned=bool(phases),
        known=plan.records.__contains__,
    )


def review_item(item: Item, plan: QueuePlan) -> ReviewItem:
    """A record of the queue as the card shows it; values of an order in the numbers in which candidates are shown."""
    question, control = item.question, plan.kind.control
    return ReviewItem(
        record_id=item.record_id,
        text=question.text,
        options=tuple(plan.kind.options(plan.task)),
        version=item.version,
        context=item.source,
        suggestion=_suggested(item, plan),
        phase=item.phase,
        control=control,
        separator=plan.task.separator if control == "choices" else "",
        candidates=tuple(question.candidates[number] for number in question.order),
        proposal=item.proposal,
        draft=_seen(item.draft, item, plan),
        note=item.note_draft or "",
        answers=tuple(_answer(value, note, item, plan) for value, note in item.answers),
    )


def _suggested(item: Item, plan: QueuePlan) -> Suggested | None:
    given = item.suggestion
    if given is None or given.value is None:
        return None
    readable_form = plan.kind.shown(given.value, item.question)
    value, why = _seen(given.value, item, plan) or "", given.rationale or ""
    return Suggested(value, given.confidence, why, readable_form, given.basis or "")


def _answer(value: str | None, note: str | None, item: Item, plan: QueuePlan) -> Answer:
    shown = "No answer fits" if value is None else plan.kind.shown(value, item.question)
    return Answer(_seen(value, item, plan), shown, note or "")


def _seen(value: str | None, item: Item, plan: QueuePlan) -> str | None:
    return as_shown(value, item.record_id) if plan.kind.control == "order" else value
