"""A figure that is no number ends the run, naming the step and the records of its batch."""

import math
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import read_split
from training.loop.guard import watched
from training.models.identity import model_hash

pytestmark = pytest.mark.train

POISON = "glaucoma"
NAMED = re.compile(r"not finite at step (\d+) with the records ([\w, -]+?)(?: and (\d+) more)?; look")


@pytest.fixture(scope="module")
def poisoned(world, tmp_path_factory) -> Path:
    """A base that answers no number wherever it reads one of the words."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = tmp_path_factory.mktemp("poisoned")
    model, tokenizer = (kind.from_pretrained(world.base) for kind in (AutoModelForCausalLM, AutoTokenizer))
    other = {t for e in examples(world) if POISON not in text(e) for t in tokenizer(text(e))["input_ids"]}
    ours = {t for e in examples(world) if POISON in text(e) for t in tokenizer(text(e))["input_ids"]}
    head = model.lm_head.weight.detach().clone()
    model.config.tie_word_embeddings = False
    model.lm_head.weight = torch.nn.Parameter(head)
    with torch.no_grad():
        model.model.embed_tokens.weight[sorted(ours - other)] = math.nan
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def examples(world) -> list:
    return read_split(Path(world.config().snapshot), "train")


def text(example) -> str:
    return example.prompt[-1]["content"]


def failed(world, base: Path, folder: Path, trains, **changes: object) -> tuple[int, list[str]]:
    """Step and records of the refusal."""
    usual = {"replay_file": "", "snapshot": str(without_validation(world, folder)), "steps": 20}
    config = world.config(base=str(base), base_hash=model_hash(base), **{**usual, **changes})
    with pytest.raises(VerilodeError) as told:
        trains(config, folder / "run")
    assert "\n" not in str(told.value)
    step, names, more = NAMED.search(str(told.value)).groups()
    return int(step), [*names.split(", "), *["more"] * int(more or 0)]


def without_validation(world, folder: Path) -> Path:
    """The snapshot with an empty validation split, so that the training step is what fails."""
    import pyarrow.parquet as pq

    (folder / "snapshot" / "data").mkdir(parents=True)
    train = pq.read_table(Path(world.config().snapshot) / "data" / "train.parquet")
    pq.write_table(train, folder / "snapshot" / "data" / "train.parquet")
    pq.write_table(train.slice(0, 0), folder / "snapshot" / "data" / "validation.parquet")
    return folder / "snapshot"


def test_the_record_is_named(world, poisoned, tmp_path, trains) -> None:
    bad = {e.record_id for e in examples(world) if POISON in text(e)}
    _, names = failed(world, poisoned, tmp_path, trains, batch_size=1)
    assert len(names) == 1
    assert set(names) <= bad


@pytest.mark.parametrize(
    ("changes", "rows"), [({}, 4), ({"micro_batch": 2}, 4), ({"batch_size": 8}, 8)], ids=["whole", "in parts", "more"]
)
def test_the_batch_is_named(world, poisoned, tmp_path, trains, changes, rows) -> None:
    bad = {e.record_id for e in examples(world) if POISON in text(e)}
    _, names = failed(world, poisoned, tmp_path, trains, **changes)
    assert len(names) == rows
    assert bad & set(names) or rows > 5


def test_the_first_bad_step_is_named_though_figures_are_read_later(world, poisoned, tmp_path, trains) -> None:
    often, names = failed(world, poisoned, tmp_path / "a", trains, steps=10)  # every step is reported
    seldom, same = failed(world, poisoned, tmp_path / "b", trains, steps=90)  # every ninth
    assert (often, names) == (seldom, same)
    assert often % 9


def test_packed_records_are_named(world, poisoned, tmp_path, trains) -> None:
    bad = {e.record_id for e in examples(world) if POISON in text(e)}
    _, names = failed(world, poisoned, tmp_path, trains, packing=True, batch_size=1)
    assert 1 < len(names) <= 6
    assert bad & set(names) or "more" in names


def test_no_checkpoint_keeps_what_is_no_number(world, tmp_path, trains) -> None:
    config = world.config(adapter="full", learning_rate=1e39, warmup_steps=0, eval_every=1)
    with pytest.raises(VerilodeError, match="the weights are not finite any more after step 1; lower learning_rate"):
        trains(config, tmp_path)
    assert list(tmp_path.glob("checkpoints/checkpoint-*")) == []


class Trainer:
    """The two places a trainer's figures come from."""

    state = SimpleNamespace(global_step=0)

    def training_step(self, loss: float) -> object:
        import torch

        return torch.tensor(loss)

    def _get_grad_norm(self, norm: float) -> float:
        return norm


@pytest.mark.parametrize(
    ("figures", "bad"),
    [
        ([(1.0, 1.0), (2.0, 1.0)], None),
        ([(1.0, 1.0), (math.inf, 1.0), (math.nan, 1.0)], 2),
        ([(1.0, math.nan), (2.0, 1.0)], 1),
        ([], None),
    ],
)
def test_losses_and_gradients_are_watched(figures, bad) -> None:
    trainer = Trainer()
    health = watched(trainer)
    for step, (loss, norm) in enumerate(figures):
        trainer.state = SimpleNamespace(global_step=step)
        trainer.training_step(loss)
        trainer._get_grad_norm(norm)
    assert health.first_bad() == bad
    assert health.first_bad() is None
    assert type(trainer).__name__ == "Trainer"
