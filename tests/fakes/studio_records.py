"""Small projects of every kind of task, with suggestions, whose records all wait for people to look at them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotation.studio.client import Studio
from annotation.studio.push import push
from annotation.templates import TEMPLATES
from pipelines.core.records import rows
from pipelines.kinds import Question, Task, kind_of
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Counts

CANDIDATES = ["Paris", "Lyon <b>", "Nice 😀"]
TASKS: dict[str, str] = {
    "classify": '{labels: [billing, "R&D", shipping], guideline: "Which desk?"}',
    "multilabel": '{kind: multilabel, labels: [I50, I50.1, E11], separator: "."}',
    "spans": "{kind: spans, labels: [drug, dose]}",
    "generate": "{kind: generate}",
    "edit": "{kind: edit}",
    "pairwise": "{kind: rank}",
    "rank": "{kind: rank}",
    "verdict": "{kind: verdict}",
}
"""The recipe's task for each template or kind."""

VALUES: dict[str, tuple[str, str]] = {
    "classify": ("billing", "R&D"),
    "multilabel": ('["E11","I50.1"]', "[]"),
    "spans": ('[{"end":14,"label":"drug","start":7}]', '[{"end":20,"label":"dose","start":15}]'),
    "generate": ("Paris", "  Paris,\nFrance 😀"),
    "edit": (
        '{"instruction":"Capital?","response":"Paris","system":""}',
        '{"instruction":"Capital of France?","response":"Paris.","system":"Short."}',
    ),
    "pairwise": ("[0,1]", "[1,0]"),
    "rank": ("[0,1,2]", "[2,0,1]"),
    "verdict": ("acceptable", "not acceptable"),
}
"""What is suggested, and another answer."""


def suggested_project(folder: Path, what: str = "classify", records: int = 6, recipe: str = "") -> Project:
    """A project of one kind whose records all have a suggestion and are all left to people.

    Args:
        folder: Where to make it.
        what: An entry of `TASKS`.
        records: How many.
        recipe: Further lines of the recipe.
    """
    folder.mkdir(parents=True)
    (folder / "verilode.yaml").write_text(f"name: {what}\ntitle: Desk work\ntask: {TASKS[what]}\n{recipe}\n")
    project = Project.open(folder)
    place = {"source": "s", "file": "f", "byte_offset": 0, "meta": "{}"}
    facts = [{"record_id": f"{what}-{n}", "line": n + 1, **place, **_row(what, n)} for n in range(records)]
    with project.tables.begin("ingest", options={"file": "f"}) as writer:
        writer.write("records", facts)
        writer.counts = Counts(records, records, 0, 0)
    suggest(project, {question.record_id: VALUES[what][0] for question in questions(project)})
    return project


def _row(what: str, n: int) -> dict[str, Any]:
    if what in ("classify", "multilabel", "spans"):
        return {"text": f"😀 Take aspirin 100mg & <b>rest</b>\r\ncase {n}"}
    pair = {"instruction": f"Capital of France, case {n}?", "response": "Paris"}
    if what == "pairwise":
        return pair | {"rejected": "Lyon"}
    return pair | ({"rejected": "Lyon <b>", "meta": json.dumps({"candidates": CANDIDATES})} if what == "rank" else {})


def questions(project: Project) -> list[Question]:
    """What is asked about each record, in the order of the file."""
    kind = kind_of(project.recipe.task.kind)
    return [kind.question(record) for batch in standing(project.tables) for record in rows(batch)]


def suggest(project: Project, values: Mapping[str, str], confidence: float = 0.75) -> None:
    """A set of suggestions, none of which is certified; the first record is the least certain."""
    places = {name: confidence + n / (10 * len(values)) for n, name in enumerate(values)}
    said = [
        {"record_id": name, "value": value, "confidence": places[name], "rationale": "it says so", "labeler": "local"}
        for name, value in values.items()
    ]
    for step, kind, facts, inputs in (("suggest", "suggestions", said, []), ("certify", "accepted", [], ["suggest"])):
        before = [project.tables.latest(name) for name in inputs]
        options = {"set": len(project.tables.commits(step))}
        with project.tables.begin(step, options=options, inputs=[one.id for one in before if one]) as writer:
            writer.write(kind, facts)
            writer.counts = Counts(len(values), len(values), 0, 0)


def pushed(project: Project, studio: Studio, phase: str = "rest") -> tuple[int, dict[str, int]]:
    """Push a phase; the project's number on the server, and each record's task there."""
    (one,) = push(project, studio, phase).projects
    number = int(one.url.split("/")[4])
    return number, tasks_of(studio, number)


def tasks_of(studio: Studio, number: int) -> dict[str, int]:
    """Each record's task in a project of the server; fails on a record that has two."""
    found = [(task["data"]["verilode_id"], task["id"]) for task in studio.tasks(number, include=("id", "data"))]
    assert len(dict(found)) == len(found)
    return dict(found)


def answered(what: str, value: str, question: Question) -> list[dict[str, Any]]:
    """An annotation's result that says this value, as the labelling page writes it."""
    template = TEMPLATES.build({"generate": "text", "edit": "edit_pair"}.get(what, what))
    return template.prediction(value, question, Task(kind=template.kind))
