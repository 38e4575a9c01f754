"""Starting a contest: sides mixed by a coin per record, equal answers set aside, the key put elsewhere."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from annotation.comparison.contest import STARTED, A, B, Contest, Placing, Side, contests_folder, key_file, write_key
from annotation.comparison.power import registered_power
from annotation.comparison.sample import Prompt
from annotation.sampling.draw import PILOT
from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import canonical_json, coin, digest
from pipelines.core.records import normal_form
from pipelines.store.event import Event
from pipelines.store.project import RECIPE_FILE, Project
from pipelines.store.tables import Counts

GUIDELINE = (
    "Read the prompt, then both answers. Say which one you would rather have given. "
    "If they are equally good, say so; if neither could be used, say that both are bad. Length is no merit."
)

Answers = Mapping[str, tuple[str, str]]
"""What A and B said, by record id of the project."""


def start_contest(
    project: Project,
    a: Side,
    b: Side,
    prompts: Sequence[Prompt],
    answers: Answers,
    *,
    split: str,
    snapshot: str,
    seed: int = 0,
    votes: int = 1,
    guideline: str = GUIDELINE,
    actor: str = "cli",
) -> Contest:
    """Put two models' answers before people; the same contest started again is the one that is there.

    Args:
        project: Whose prompts.
        a: The first model.
        b: The second model, whose wins are counted.
        prompts: What both were asked.
        answers: What A and B said, by record id.
        split: `test` or `train`.
        snapshot: Whose prompts they are.
        seed: Decides the sides.
        votes: How many people vote on each record.
        guideline: What voters are told.
        actor: Who starts it.

    Raises:
        VerilodeError: where A and B are the same model, or all their answers are equal.
    """
    if a.model == b.model:
        raise VerilodeError(f"{a.name} and {b.name} are the same model: there is nothing to compare")
    if votes < 1:
        raise VerilodeError(f"each record needs at least one vote, not {votes}")
    differ = [one for one in prompts if not _equal(*answers[one.record_id])]
    if not differ:
        raise VerilodeError(f"{a.name} and {b.name} answer all {len(prompts)} prompts alike: nothing to vote on")
    asked = [[one.record_id, *answers[one.record_id]] for one in prompts]
    name = digest([a.model, b.model, split, snapshot, seed, votes, asked])[:10]
    placings = {_record_id(name, one): Placing(one.record_id, one.split, _left(seed, one)) for one in differ}
    same = [one.record_id for one in prompts if _equal(*answers[one.record_id])]
    folder = contests_folder(project) / name
    contest = Contest(name, a, b, split, snapshot, seed, votes, placings, same, registered_power(), folder)
    _put(project, contest, differ, answers, guideline, actor)
    return contest


def _put(
    project: Project, contest: Contest, prompts: Sequence[Prompt], answers: Answers, guideline: str, actor: str
) -> None:
    """Key, project and event, each unless it is there: votes are never overwritten."""
    if not key_file(project, contest.id).exists():
        write_key(project, contest)
    if (contest.folder / RECIPE_FILE).exists():
        return
    _make(project, contest, prompts, answers, guideline)
    about = {"a": contest.a.model, "b": contest.b.model, "split": contest.split, "snapshot": contest.snapshot}
    about |= {"records": len(prompts) + len(contest.identical), "seed": contest.seed}
    project.events.append(Event(f"ab-{contest.id}-started", STARTED, contest.id, actor, about))


def _equal(one: str, other: str) -> bool:
    return normal_form(one) == normal_form(other)


def _left(seed: int, prompt: Prompt) -> str:
    """Whose answer is on the left: a coin of seed and record alone, which knows no answer."""
    return A if coin("ab-side", seed, prompt.record_id) < 0.5 else B


def _record_id(contest: str, prompt: Prompt) -> str:
    return digest(["ab", contest, prompt.record_id])[:32]


def _make(
    project: Project,
    contest: Contest,
    prompts: Sequence[Prompt],
    answers: Answers,
    guideline: str,
) -> None:
    """The contest's own project, made beside its place and then moved there: there is no half a one."""
    placed = dict(zip(contest.placings, prompts, strict=True))
    rows = [_row(contest, name, prompt, answers[prompt.record_id]) for name, prompt in placed.items()]
    order = sorted(placed, key=lambda name: coin("ab-order", contest.seed, name))
    draft = replace(contest, folder=contest.folder.with_name(f".{contest.id}.making"))
    shutil.rmtree(draft.folder, ignore_errors=True)
    write_atomically(draft.folder / RECIPE_FILE, _recipe(project, contest, guideline))
    made = draft.project
    with made.tables.begin("ingest", options={"contest": contest.id}) as writer:
        writer.write("records", [{**row, "line": place + 1} for place, row in enumerate(rows)])
        writer.counts = Counts(len(rows), len(rows), 0, 0)
    with made.tables.begin(f"sample-{PILOT}", options={"contest": contest.id}) as writer:
        writer.write("batches", [{"record_id": name, "phase": PILOT, "rank": n} for n, name in enumerate(order)])
        writer.counts = Counts(len(rows), len(rows), 0, 0)
        writer.extra.update(golden=[], strata=[], planted=0, drawn=len(rows))
    draft.folder.rename(contest.folder)


def _row(contest: Contest, name: str, prompt: Prompt, answers: tuple[str, str]) -> dict[str, Any]:
    left, right = answers if contest.placings[name].left == A else answers[::-1]
    return {
        "record_id": name,
        "system": prompt.system,
        "instruction": prompt.instruction,
        "messages": prompt.messages,
        "source": f"comparison {contest.id}",
        "file": f"comparison {contest.id}",
        "byte_offset": 0,
        "meta": canonical_json({"candidates": [left, right]}).decode("utf-8", "replace"),
    }


def _recipe(project: Project, contest: Contest, guideline: str) -> bytes:
    """A team's database holds the votes too; where there is none, the contest has a file of its own."""
    shared = project.recipe.database
    recipe: dict[str, Any] = {
        "name": f"comparison-{contest.id}",
        "title": f"Comparison {contest.id}",
        "task": {"kind": "preference", "guideline": guideline},
        "verify": {"overlap": contest.votes, "overlap_share": 1.0},
    }
    if shared and not shared.startswith("sqlite"):
        recipe["database"] = shared
    if project.recipe.labelstudio:
        recipe["labelstudio"] = json.loads(json.dumps(dict(project.recipe.labelstudio)))
    return yaml.safe_dump(recipe, sort_keys=False, allow_unicode=True).encode()
