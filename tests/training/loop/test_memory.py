"""Memory that runs out: fewer rows at a time, the same batch, the same weights."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import read_split
from training.loop.fit import Work, fit
from training.loop.memory import is_out_of_memory
from training.models.identity import model_hash

pytestmark = pytest.mark.train


def hungry(config, folder: Path, reporter, *, most: int, from_step: int = 0) -> None:
    """Train with a trainer that asks for more memory than there is, whenever it gets more than `most` rows."""
    import torch
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    class Hungry(SFTTrainer):
        def training_step(self, model, inputs, *rest):
            if len(inputs["input_ids"]) > most and self.state.global_step >= from_step:
                torch.empty(1 << 55)
            return super().training_step(model, inputs, *rest)

    def make(shared, values):
        train, held = (
            Dataset.from_list([row.as_trl() for row in read_split(Path(config.snapshot), split)])
            for split in ("train", "validation")
        )
        return Hungry(args=SFTConfig(**values), train_dataset=train, eval_dataset=held, **shared)

    fit(config, folder, reporter, lambda tokenizer: Work(make))


def test_rows_at_a_time_are_halved_and_the_batch_stays(world, tmp_path, trains) -> None:
    told = trains.rows()
    hungry(world.config(batch_size=8), tmp_path / "halved", told, most=2)
    assert [(row["step"], row["micro_batch"]) for row in told if "micro_batch" in row] == [(0, 8), (0, 4), (0, 2)]
    hungry(world.config(batch_size=8, micro_batch=2), tmp_path / "small", trains.rows(), most=2)
    assert model_hash(tmp_path / "halved" / "model") == model_hash(tmp_path / "small" / "model")


def test_what_was_trained_before_is_taken_up(world, tmp_path, trains) -> None:
    told = trains.rows()
    hungry(world.config(), tmp_path, told, most=2, from_step=3)
    assert [(row["step"], row["micro_batch"]) for row in told if "micro_batch" in row] == [(0, 4), (2, 2)]
    assert list(told.of("eval_loss")) == [2, 4]


def test_with_one_row_at_a_time_it_is_one_line(world, tmp_path, trains) -> None:
    with pytest.raises(VerilodeError, match="memory runs out with one row at a time; shorten max_length"):
        hungry(world.config(), tmp_path, trains.rows(), most=0)
    assert not (tmp_path / "model").exists()


def test_another_error_is_no_lack_of_memory() -> None:
    import torch

    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"))
    assert is_out_of_memory(MemoryError())
    assert not is_out_of_memory(RuntimeError("shape '[32, 0]' is invalid for input of size 16"))
    assert not is_out_of_memory(ValueError("out of memory"))
