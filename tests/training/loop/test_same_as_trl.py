"""What is around TRL changes nothing of what it computes."""

from pathlib import Path

import pytest

from tests.fakes.bare_trl import bare_sft
from training.data.examples import read_split, with_replay
from training.loop.arguments import logging_steps

pytestmark = pytest.mark.train


@pytest.mark.parametrize("adapter", ["lora", "full"])
def test_a_run_has_the_losses_of_a_bare_script_to_the_last_bit(world, tmp_path: Path, trains, adapter: str) -> None:
    config = world.config(adapter=adapter, steps=8, eval_every=4, replay_file="")
    train, held = (read_split(Path(config.snapshot), split) for split in ("train", "validation"))
    bare = bare_sft(
        world.base,
        with_replay(train, [], 0, config.seed),  # the order a run puts its rows in
        held,
        tmp_path / "bare",
        lora=adapter == "lora",
        max_steps=8,
        eval_steps=4,
        per_device_train_batch_size=4,
        per_device_eval_batch_size=4,
        learning_rate=1e-2,
        warmup_steps=1,
        max_length=64,
        seed=0,
        data_seed=0,
    )
    bare.train()
    ours = trains(config, tmp_path / "ours")

    assert logging_steps(8) == 1
    for figure in ("loss", "eval_loss"):
        theirs = {row["step"]: float(row[figure]) for row in bare.state.log_history if figure in row}
        assert ours.of(figure) == theirs
    assert len(ours.of("loss")) == 8
