"""A contest between two models that nobody had to train: answers by hand, and people who vote."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pyarrow as pa

from annotation.comparison.contest import Contest, Side
from annotation.comparison.sample import Prompt, contest_snapshot, draw_prompts
from annotation.comparison.start import start_contest
from annotation.review.decisions import Decision, decide
from annotation.review.queue import ReviewQueue
from pipelines.core.ids import coin
from pipelines.store.project import Project
from pipelines.store.snapshots import ROW_SCHEMA, Snapshot, write_snapshot

BASE, RUN = Side("base", "b" * 64), Side("run1", "r" * 64, "run1")
_NUMBERS = count()


def answer_of(prompt: Prompt) -> tuple[str, str]:
    """The base rambles, the run is short; every fifth answer is the same from both."""
    short = f"It is {prompt.stratum}."
    same = coin("same", prompt.record_id) < 0.2
    return (short, short) if same else (f"I really could not say what {prompt.text[:12]} might be", short)


def contest(
    project: Project, split: str = "test", records: int | None = None, votes: int = 1, seed: int = 0
) -> Contest:
    """A started contest of base and run over the project's newest snapshot."""
    snapshot = contest_snapshot(project)
    prompts = draw_prompts(project, snapshot, split, records, seed)
    answers = {one.record_id: answer_of(one) for one in prompts}
    made = {"split": split, "snapshot": snapshot.id, "seed": seed, "votes": votes}
    return start_contest(project, BASE, RUN, prompts, answers, **made)


def vote(found: Contest, voter: str, choose: Callable[[str], str], most: int = 1000) -> int:
    """Let one person vote through the queue; `choose` is told the record and says A, B, tie or both bad."""
    items = ReviewQueue(found.project).next(voter, most)
    acts = []
    for item in items:
        said = choose(item.record_id)
        left = found.placings[item.record_id].left
        value = said if said not in ("A", "B") else "first" if said == left else "second"
        name = f"v{next(_NUMBERS)}"
        acts.append(Decision(name, item.record_id, "submitted", value, blind=True, seconds=2.0, phase=item.phase))
    decide(found.project, voter, acts)
    return len(acts)


def started(folder: Path, split: str = "test", **more: int) -> tuple[Project, Contest]:
    """A small project with a frozen snapshot, and a contest in it."""
    project = labelled(folder)
    return project, contest(project, split, **more)


def labelled(folder: Path, rows: int = 120) -> Project:
    """A project whose only fact is a snapshot of questions with three labels: half train, a tenth validation."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verilode.yaml").write_text("name: parts\ntask: {labels: [ear, eye, skin], guideline: Choose.}\n")
    project = Project.open(folder)
    freeze_rows(project, [_row(number) for number in range(rows)])
    return project


def freeze_rows(project: Project, rows: list[dict[str, str]]) -> Snapshot:
    """A snapshot of these rows; of ten, five train, one validates and four test."""
    tables = {
        "train": [row for place, row in enumerate(rows) if place % 10 < 5],
        "validation": [row for place, row in enumerate(rows) if place % 10 == 5],
        "test": [row for place, row in enumerate(rows) if place % 10 > 5],
    }
    facts = {"parents": [], "leaks": {"total": 0}, "recipe": {"name": "parts", "task": {"kind": "classify"}}}
    return write_snapshot(
        project.snapshots, {name: pa.Table.from_pylist(part, ROW_SCHEMA) for name, part in tables.items()}, facts, []
    )


def _row(number: int) -> dict[str, str]:
    label = ("ear", "eye", "skin")[number % 3]
    asked = {"instruction": f"Which part is meant in case {number}?", "response": label, "source": "made up"}
    return {"record_id": f"{number:032d}", "cluster": f"{number:032d}", "group": f"g{number}", **asked}
