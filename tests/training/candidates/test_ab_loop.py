"""The whole loop on a tiny model: candidates, a contest, votes, pairs, DPO, and the next contest."""

import pytest

from annotation.comparison.contest import load_contest
from pipelines.store.project import Project
from pipelines.store.snapshots import load_snapshot
from tests.fakes.command_line import Shell
from tests.fakes.contests import vote
from training.models.named import named
from training.runs import load_run

pytestmark = pytest.mark.train
_STEPS = ["--set", "steps=2", "--set", "batch_size=4", "--set", "max_length=256", "--set", "eval_every=2"]


def test_what_people_prefer_is_trained_on_and_judged_again(talk: tuple[Project, str]) -> None:
    project, run = talk
    shell = Shell(project.root)
    begun = shell.json("ab start base", run, "--split", "train", "--votes", "2")
    found = load_contest(project, begun["contest"])
    assert (found.a.name, found.b.run, begun["shown"] + begun["identical"]) == ("base", run, 24)
    for name in ("ann", "bob"):
        vote(found, name, lambda _: "B")

    trained = shell.json("ab train", *_STEPS)
    pairs = trained["pairs"]
    assert pairs["train"] > 4
    assert (trained["started_from"], trained["state"]) == (run, "finished")
    config = load_run(project, trained["run"]).config
    assert (config["trainer"], config["start_hash"]) == ("dpo", named(project, run).model_hash)
    learned = load_snapshot(project.snapshots, pairs["snapshot"])
    assert config["snapshot"] == str(learned.folder)

    first = load_snapshot(project.snapshots, found.snapshot)
    assert learned.rows("test")["record_id"].to_pylist() == first.rows("test")["record_id"].to_pylist()
    judged = shell("ab start", run, trained["run"], "--json")
    if judged.code:  # two steps may change no greedy answer
        assert "answer all 16 prompts alike" in judged.err
    else:
        assert judged.result["shown"] + judged.result["identical"] == 16
