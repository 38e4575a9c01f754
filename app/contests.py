"""Where training and annotation meet over a contest: its answers, and people's votes beside a judge's verdicts."""

from collections.abc import Mapping
from typing import Any

from annotation.comparison.contest import TEST, Contest, Side, list_contests
from annotation.comparison.sample import contest_snapshot, draw_prompts
from annotation.comparison.start import start_contest
from annotation.comparison.votes import votes_of
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.candidates.sides import both_answers
from training.data.examples import read_split
from training.judging.people import agreed
from training.models.named import NamedModel, named


def answered_contest(
    project: Project,
    a: str,
    b: str,
    *,
    split: str = "test",
    records: int | None = None,
    seed: int = 0,
    votes: int = 1,
    snapshot: str | None = None,
    actor: str = "cli",
) -> Contest:
    """Sample prompts, have both models answer them, and start the contest.

    Args:
        project: Whose models and snapshots.
        a: The model to beat.
        b: The model whose wins are counted.
        split: `test` or `train`.
        records: How many prompts; default all.
        seed: Decides prompts and sides.
        votes: People per record.
        snapshot: Whose prompts; default the newest of the project's kind of task.
        actor: Who starts it.

    Raises:
        VerilodeError: for models that cannot be compared, or prompts that there are not.
    """
    models = named(project, a), named(project, b)
    if models[0].model_hash == models[1].model_hash:
        raise VerilodeError(f"{a} and {b} are the same model: there is nothing to compare")
    chosen = contest_snapshot(project, snapshot)
    prompts = draw_prompts(project, chosen, split, records, seed, [model.snapshot for model in models])
    wanted = {one.record_id for one in prompts}
    parts = dict.fromkeys(one.split for one in prompts)
    examples = [one for part in parts for one in read_split(chosen.folder, part) if one.record_id in wanted]
    answers = both_answers(project, *models, examples)
    sides = map(_side, models)
    made = {"split": split, "snapshot": chosen.id, "seed": seed, "votes": votes, "actor": actor}
    return start_contest(project, *sides, prompts, answers, **made)


def _side(model: NamedModel) -> Side:
    return Side(model.name, model.model_hash, model.run)


def with_people(project: Project, report: Mapping[str, Any]) -> dict[str, Any]:
    """An evaluation report whose judge stands beside people: what they voted on the same answers, as far as they did.

    Args:
        project: Whose contests are looked through.
        report: Of a run; one without a judge comes back as it is.
    """
    judge = report.get("judge")
    return {**report, "judge": {**judge, **agreed(judge["winners"], _votes(project, report))}} if judge else {**report}


def _votes(project: Project, report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every vote between a report's two models on test records: `a` the tuned one, `b` its base, or a tie."""
    models = {report["tuned_hash"]: "a", report["base_hash"]: "b"}
    contests = [one for one in list_contests(project) if {one.a.model, one.b.model} == set(models)]
    said = {contest.id: {"A": models[contest.a.model], "B": models[contest.b.model]} for contest in contests}
    return [
        (contest.placings[vote.record].record, said[contest.id].get(vote.said, "tie"))
        for contest in contests
        if contest.split == TEST
        for vote in votes_of(contest)
    ]
