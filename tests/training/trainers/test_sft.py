"""Supervised fine-tuning from end to end on the small world: what it writes, refuses and takes up again."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.models.identity import check_model, model_hash
from training.runs import read_run
from training.trainers import TRAINERS

pytestmark = pytest.mark.train


class Rows(list):
    """A reporter that keeps what it is told."""

    def log(self, row: dict[str, float]) -> None:
        self.append(row)


def test_an_adapter_knows_its_base_by_content_and_not_by_path(world, adapter_run):
    note = json.loads((adapter_run / "model" / "verilode.json").read_text())
    assert note == {
        "base_hash": model_hash(world.base),
        "adapter": "lora",
        "snapshot": "snapshot",
        "model_hash": model_hash(adapter_run / "model"),
    }
    adapter = json.loads((adapter_run / "model" / "adapter_config.json").read_text())
    assert adapter["base_model_name_or_path"] == f"verilode-base-{note['base_hash'][:12]}"
    assert str(world.root) not in json.dumps(adapter)


def test_the_model_folder_holds_data_and_no_code(adapter_run, full_run):
    check_model(adapter_run / "model")
    check_model(full_run / "model")
    assert (adapter_run / "model" / "adapter_model.safetensors").exists()
    assert (full_run / "model" / "model.safetensors").exists()


def test_metrics_tell_rows_loss_and_validation(adapter_run):
    first, *others = read_run(adapter_run).metrics()
    # 20 training rows, 25 % replay on top, 5 rows of validation
    assert (first["step"], first["rows"]) == (0, 20 + 7 + 5)
    assert [row["step"] for row in others if "eval_loss" in row] == [2, 4]
    assert all(row["seconds"] >= 0 for row in others)


def test_it_learns_the_rows_it_sees_again_and_again(world, tmp_path):
    reporter = Rows()
    options = {"adapter": "full", "steps": 30, "batch_size": 10, "eval_every": 30, "replay_share": 0.0}
    TRAINERS.build("sft")(world.config(**options), tmp_path, reporter)
    losses = [row["loss"] for row in reporter if "loss" in row]
    assert losses[-1] < losses[0] / 2


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(world):
    """With as many threads and in one precision, to the bit: optimiser, schedule and chance are in a checkpoint."""
    whole, folder = world.trained("whole", adapter="full"), world.run("resumed", adapter="full")
    shutil.copytree(whole / "checkpoints" / "checkpoint-2", folder / "checkpoints" / "checkpoint-2")
    reporter = Rows()
    TRAINERS.build("sft")(world.config(adapter="full"), folder, reporter)
    assert [row["step"] for row in reporter if "eval_loss" in row] == [4]
    assert model_hash(folder / "model") == model_hash(whole / "model")


def test_a_half_written_checkpoint_is_not_taken_up(world, full_run):
    folder = world.run("half", adapter="full")
    shutil.copytree(full_run / "checkpoints" / "checkpoint-2", folder / "checkpoints" / "checkpoint-2")
    (folder / "checkpoints" / "checkpoint-2" / "trainer_state.json").unlink()
    reporter = Rows()
    TRAINERS.build("sft")(world.config(adapter="full"), folder, reporter)
    assert [row["step"] for row in reporter if "eval_loss" in row] == [2, 4]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"base_hash": "0" * 64}, "is not the base this run was configured for"),
        ({"max_length": 5, "replay_file": ""}, r"2\d rows are longer than max_length: r\d+, r\d+"),
        ({"max_length": 12}, r"rows are longer than max_length: general-replay.jsonl:\d"),
        ({"replay_file": "/nowhere/general.jsonl"}, "general.jsonl: cannot be read"),
        ({"snapshot": "/nowhere"}, "train.parquet: cannot be read"),
    ],
)
def test_a_run_that_cannot_be_right_is_refused_before_it_starts(world, tmp_path: Path, change, reason):
    with pytest.raises(VerilodeError, match=reason):
        TRAINERS.build("sft")(world.config(**change), tmp_path, Rows())
    assert not (tmp_path / "checkpoints").exists()
