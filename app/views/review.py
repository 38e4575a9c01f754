"""What the review page reads: the next records for a person, prepared for the card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotation.review.queue import Item, QueuePlan, ReviewQueue, plan_queue
from app.views.newest import per_commit, readable
from app.widgets.review_item import Progress, Quota, ReviewItem, Suggested
from pipelines.store.labels import label_set
from pipelines.store.project import Project

PREFETCH = 20
PHASE_NAMES = {"pilot": "Pilot", "audit": "Blind audit", "rest": "To decide"}
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
    plan = queue_plan(project)
    queue = ReviewQueue(project, plan)
    labels = allowed_labels(project)
    items = [_item(item, labels) for item in queue.next(actor, PREFETCH)]
    phases = queue.progress()
    return ReviewView(
        items=items,
        phase=items[0].phase if items else "",
        progress=Progress(
            done=sum(p.done for p in phases),
            total=sum(p.total for p in phases),
            batch=PHASE_NAMES.get(items[0].phase, "") if items else "",
            quotas=tuple(Quota(PHASE_NAMES[p.phase], p.done, p.total) for p in phases),
        ),
        guideline=project.recipe.task.guideline,
        planned=bool(phases),
        known=plan.records.__contains__,
    )


@per_commit
def queue_plan(project: Project) -> QueuePlan:
    """The plan is read once per commit, not once per decision."""
    return plan_queue(project)


@per_commit
def allowed_labels(project: Project) -> Sequence[str]:
    """The answers a person may give."""
    return label_set(project)


def _item(item: Item, labels: Sequence[str]) -> ReviewItem:
    """For the card: a suggestion's label comes first, so that key 1 is it; a blind item keeps the recipe's order."""
    seen = item.suggestion if item.suggestion and item.suggestion.value else None
    options = labels if seen is None else (seen.value, *(label for label in labels if label != seen.value))
    return ReviewItem(
        record_id=item.record_id,
        text=item.text,
        options=tuple(str(label) for label in options),
        version=item.version,
        context=item.source,
        suggestion=Suggested(str(seen.value), seen.confidence, seen.rationale or "") if seen else None,
        phase=item.phase,
    )
