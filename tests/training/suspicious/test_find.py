"""Losses measured by the worker, against a formula and against planted mistakes, up to the people who look again."""

import math

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.store.project import Project
from tests.fakes.talking import talking
from tests.training.conftest import World, rows
from training.data.examples import read_split
from training.models.generate import rendered
from training.models.load import load_base, load_tokenizer
from training.suspicious.find import suspicious
from training.suspicious.losses import answer_losses

pytestmark = pytest.mark.train


def test_the_loss_is_that_of_the_answers_tokens_and_the_stop(world: World) -> None:
    import torch

    model, tokenizer = load_base(world.base), load_tokenizer(world.base)
    examples = read_split(world.root / "snapshot", "train")[:5]
    found = answer_losses(model, tokenizer, examples)
    for one, loss in zip(examples, found, strict=True):
        prompt = tokenizer(rendered(tokenizer, one), add_special_tokens=False)["input_ids"]
        answer = [*tokenizer(one.answer, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        logits = model(torch.tensor([[*prompt, *answer]])).logits[0, len(prompt) - 1 : -1].log_softmax(-1)
        wanted = -logits[range(len(answer)), answer].mean().item()
        assert (loss.tokens, loss.loss) == (len(answer), pytest.approx(wanted, abs=1e-4))


PLANTED = 4
"""Wrong labels among the eighty training records: five in a hundred."""


@pytest.fixture(scope="module")
def mistaken(world: World) -> tuple[Project, str, set[str]]:
    """A model trained on labels of which a few are wrong, before it knows them by heart."""
    folder = world.root / "mistaken"
    clean = [{**row, "instruction": f"{row['instruction']}, case {n}"} for n in range(4) for row in rows()]
    named = [{**row, "record_id": f"{n:032x}"} for n, row in enumerate(clean)]
    train = [n for n in range(len(named)) if n % 10 < 5]
    chosen = {named[n]["record_id"] for n in sorted(train, key=lambda n: coin("planted", n))[:PLANTED]}
    other = {"skin": "eye", "eye": "ear", "ear": "skin"}
    given = [{**row, "response": other[row["response"]]} if row["record_id"] in chosen else row for row in named]
    steps = {
        "steps": 60,
        "batch_size": 16,
        "eval_every": 60,
        "learning_rate": 5e-3,
        "adapter": "full",
        "replay_file": "",
    }
    project, run = talking(folder, world.config(), given, **steps)
    return project, run, chosen


def test_planted_wrong_labels_are_found_far_above_chance(mistaken: tuple[Project, str, set[str]]) -> None:
    project, run, chosen = mistaken
    found = suspicious(project, run)
    assert len(found) == 96
    top = {one.fit.record_id for one in found[:PLANTED]}
    assert len(top & chosen) >= 3  # by chance 0.17
    trained = [one.fit.record_id for one in found if one.fit.split == "train"]
    assert len(set(trained[:PLANTED]) & chosen) >= 3
    assert suspicious(project, run) == found
    assert len(project.tables.commits("losses")) == 1
    facts = project.tables.read("losses").to_pylist()
    assert {row["split"] for row in facts} == {"train", "validation"}
    assert all(math.isfinite(row["loss"]) and row["base_loss"] > row["loss"] / 2 for row in facts)


def test_a_base_has_no_doubts_of_its_own(mistaken: tuple[Project, str, set[str]]) -> None:
    with pytest.raises(VerilodeError, match="is no run that learned to answer"):
        suspicious(mistaken[0], "base")
