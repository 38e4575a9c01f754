"""A review queue without a labeler: suggestions and certificates put into the store by hand, and people who answer."""

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from annotation.review.decisions import Decision, decide
from annotation.review.item import Item
from annotation.review.queue import ReviewQueue
from pipelines.core.records import rows
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Counts
from tests.fakes.projects import diagnoses, make_project

RECIPE = """
name: diagnoses
task: {labels: [injury, eye, skin], guideline: Choose the chapter.}
verify: {VERIFY}
"""
_NUMBERS = count()


def review_project(folder: Path, n: int = 60, verify: str = "pilot: 30") -> Project:
    """`n` diagnoses whose `meta.truth` tells the right label; `verify` is the inside of the recipe's section."""
    return make_project(folder, diagnoses(n), RECIPE.replace("{VERIFY}", "{" + verify + "}"))


def truths(project: Project) -> dict[str, str]:
    """The right label of every record, in ingest order."""
    records = (record for batch in standing(project.tables) for record in rows(batch))
    return {record.record_id: record.meta["truth"] for record in records}


def wrong(label: str) -> str:
    """A label that is another one."""
    return {"injury": "eye", "eye": "skin", "skin": "injury"}[label]


def put_suggestions(project: Project, values: Mapping[str, str | None]) -> str:
    """Suggestions with falling confidence and a reason each; returns their commit's id."""
    found = [
        {"record_id": name, "value": value, "confidence": 0.99 - place / 1000, "rationale": "words", "labeler": "fake"}
        for place, (name, value) in enumerate(values.items())
    ]
    with project.tables.begin("suggest", options={"number": next(_NUMBERS)}) as writer:
        writer.write("suggestions", found)
        writer.counts = Counts(len(found), len(found), 0, 0)
        writer.extra.update(causes={}, population=len(found), events_seq=project.events.last_seq())
    return project.tables.commits()[-1].id


def put_certificate(project: Project, covered: Iterable[str] = ()) -> None:
    """A certificate over the newest suggestions that covers these records."""
    suggested = project.tables.commits("suggest")[-1].id
    with project.tables.begin("certify", inputs=[suggested], options={"number": next(_NUMBERS)}) as writer:
        writer.write("accepted", [{"record_id": name, "value": "eye", "confidence": 0.9} for name in covered])
        writer.extra["certificate"] = {}


def shown(project: Project, actor: str, size: int = 1000) -> list[Item]:
    """What a person is shown."""
    return ReviewQueue(project).next(actor, size)


def pending(project: Project, actor: str) -> list[str]:
    """The ids of what a person could be shown."""
    return [name for name, _ in ReviewQueue(project).pending(actor)]


def say(project: Project, actor: str, item: Item | str, value: str | None, action: str = "submitted", **more) -> None:
    """One decision, on an item as it was shown, or on a record."""
    if isinstance(item, Item):
        more = {"phase": item.phase, "blind": item.blind, "version": item.version} | more
        item = item.record_id
    decide(project, actor, [Decision(f"d{next(_NUMBERS)}", item, action, value, **more)])
