"""A whole run: what decides its length, when it ends early, and how it is taken up after any end."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.loop.checkpoints import is_complete
from training.models.identity import model_hash, weights_hash

pytestmark = pytest.mark.train

EARLY = {"adapter": "full", "steps": 20, "eval_every": 1, "learning_rate": 0.05, "patience": 1}


def test_passes_over_the_rows_decide_the_steps(world, tmp_path, trains) -> None:
    told = trains(world.config(epochs=1.5, eval_every=100), tmp_path)
    assert told[0]["steps"] == 11  # 27 rows with replay are 7 batches of 4; one pass and a half
    assert told[-1]["step"] == 11
    assert told.of("learning_rate")[11] < 1e-3  # the schedule ends there


def test_it_ends_when_validation_gets_no_better_and_keeps_the_best(world, tmp_path, trains) -> None:
    told = trains(world.config(**EARLY), tmp_path)
    held = told.of("eval_loss")
    best = min(held, key=held.get)
    choice = json.loads((tmp_path / "choice.json").read_text())
    assert (choice["step"], choice["last_step"], choice["stopped_early"]) == (best, best + 1, True)
    assert choice["eval_loss"] == held[best]
    kept = tmp_path / "checkpoints" / f"checkpoint-{best}"
    assert is_complete(kept)
    assert weights_hash(kept) == weights_hash(tmp_path / "model")


@pytest.mark.parametrize("lost", ["model", "last checkpoint"])
def test_a_run_that_ended_early_ends_there_again(world, tmp_path, trains, lost) -> None:
    """Its process was gone before the model was written, or before the last checkpoint was."""
    trains(world.config(**EARLY), tmp_path)
    first = model_hash(tmp_path / "model")
    choice = json.loads((tmp_path / "choice.json").read_text())
    shutil.rmtree(tmp_path / "model")
    if lost == "last checkpoint":
        (tmp_path / "checkpoints" / f"checkpoint-{choice['last_step']}" / "complete.json").unlink()
    told = trains(world.config(**EARLY), tmp_path)
    assert model_hash(tmp_path / "model") == first
    assert json.loads((tmp_path / "choice.json").read_text()) == choice
    assert told.of("removed_checkpoints") == ({choice["step"]: 1} if lost == "last checkpoint" else {})


def test_nothing_is_trained_beyond_the_last_step(world, full_run, tmp_path, trains) -> None:
    shutil.copytree(full_run / "checkpoints", tmp_path / "checkpoints")
    told = trains(world.config(adapter="full"), tmp_path)
    assert [row["step"] for row in told] == [4]
    assert model_hash(tmp_path / "model") == model_hash(full_run / "model")


def test_a_checkpoint_with_a_byte_changed_is_told_and_left_out(world, full_run, tmp_path, trains) -> None:
    shutil.copytree(full_run / "checkpoints", tmp_path / "checkpoints")
    optimizer = tmp_path / "checkpoints" / "checkpoint-4" / "optimizer.pt"
    optimizer.write_bytes(optimizer.read_bytes()[:-1] + b"?")
    told = trains(world.config(adapter="full"), tmp_path)
    assert (told[0]["step"], told[0]["removed_checkpoints"]) == (2, 1)
    assert model_hash(tmp_path / "model") == model_hash(full_run / "model")


def test_a_moved_run_still_finds_its_best_weights(world, tmp_path, trains) -> None:
    before = tmp_path / "before"
    trains(world.config(**EARLY), before)
    wanted = model_hash(before / "model")
    shutil.rmtree(before / "model")
    before.rename(tmp_path / "after")
    trains(world.config(**EARLY), tmp_path / "after")
    assert model_hash(tmp_path / "after" / "model") == wanted


def test_patience_needs_rows_to_validate_on(world, tmp_path, trains) -> None:
    import pyarrow.parquet as pq

    snapshot = Path(shutil.copytree(world.root / "snapshot", tmp_path / "snapshot"))
    held = snapshot / "data" / "validation.parquet"
    pq.write_table(pq.read_table(held).slice(0, 0), held)
    with pytest.raises(VerilodeError, match="patience needs rows to validate on, and the snapshot has none"):
        trains(world.config(snapshot=str(snapshot), patience=1), tmp_path / "run")


def test_a_batch_that_devices_cannot_share_is_refused(world, tmp_path, trains, monkeypatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(VerilodeError, match="batch_size 4 cannot be shared by 3 devices"):
        trains(world.config(), tmp_path)
