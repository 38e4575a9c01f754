"""What the review page reads: the next records for a person, prepared for the card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotation.review.queue import Item, QueuePlan, ReviewQueue, plan_queue
from app.widgets.review_item import Progress, Quota, ReviewItem, Suggested
from pipelines.store.labels import label_set
from pipelines.store.project import Project

PREFETCH = 20
_NAMES = {"pilot": "Pilot", "audit": "Blind audit", "rest": "To decide"}


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One person's view of the queue; `planned` says whether there is a queue at all."""

    items: Sequence[ReviewItem]
    phase: str
    progress: Progress
    guideline: str
    planned: bool
    known: Callable[[str], bool]


def review_view(project: Project, actor: str) -> ReviewView:
    """The next records for this person and how far everybody is."""
    plan = _plan(project)
    queue = ReviewQueue(project, plan)
    labels = label_set(project)
    items = [_item(item, labels) for item in queue.next(actor, PREFETCH)]
    phases = queue.progress()
    return ReviewView(
        items=items,
        phase=items[0].phase if items else "",
        progress=Progress(
            done=sum(p.done for p in phases),
            total=sum(p.total for p in phases),
            batch=_NAMES.get(items[0].phase, "") if items else "",
            quotas=tuple(Quota(_NAMES[p.phase], p.done, p.total) for p in phases),
        ),
        guideline=project.recipe.task.guideline,
        planned=bool(phases),
        known=plan.records.__contains__,
    )


def _plan(project: Project) -> QueuePlan:
    commits = project.tables.root
    newest = max((p.name for p in commits.glob("[0-9]*")), default="") if commits.exists() else ""
    return _plan_of(project, newest)


@lru_cache(maxsize=4)
def _plan_of(project: Project, newest_commit: str) -> QueuePlan:
    """The plan is read once per commit, not once per decision."""
    return plan_queue(project)


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
