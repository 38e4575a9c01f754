"""The answers of two models to the same prompts, drawn alike: both as evaluation kept them, or both anew."""

from collections.abc import Sequence

from pipelines.store.project import Project
from training.candidates.draw import Work, greedy_answers, room
from training.data.examples import Example
from training.models.named import NamedModel
from training.process import run_worker
from training.runs import list_runs


def both_answers(
    project: Project, a: NamedModel, b: NamedModel, examples: Sequence[Example], work: Work = run_worker
) -> dict[str, tuple[str, str]]:
    """Greedy answers of A and B by record id.

    Stored outputs of evaluations are taken only where both models have one for every prompt: where answers are cut off
    must be the same for both.
    """
    wanted = {one.record_id: one.prompt[-1]["content"] for one in examples}
    before = [_evaluated(project, model, wanted) for model in (a, b)]
    if all(len(found) == len(wanted) for found in before):
        first, second = before
    else:
        longest = room(project, examples)
        first, second = (greedy_answers(project, model, examples, longest, work) for model in (a, b))
    return {name: (first[name], second[name]) for name in wanted}


def _evaluated(project: Project, model: NamedModel, wanted: dict[str, str]) -> dict[str, str]:
    """What this very model answered in evaluations, to these very prompts."""
    bases = {run.id: run.config.get("base_hash") for run in list_runs(project)}
    found = {}
    for commit in project.tables.commits("evaluate"):
        spoken = [("tuned", model.model_hash in commit.inputs)]
        spoken.append(("base", model.run is None and bases.get(str(commit.options.get("run"))) == model.model_hash))
        names = {name for name, is_it in spoken if is_it}
        if names:
            for row in project.tables.named("outputs", wanted, [commit]).to_pylist():
                if row["set"] == "test" and row["model"] in names and row["prompt"] == wanted[row["record_id"]]:
                    found[row["record_id"]] = row["answered"]
    return found
