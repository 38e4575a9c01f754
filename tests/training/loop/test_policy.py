"""The model a run trains: in which precision, from which earlier run, and what is refused in one line."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.loop.policy import check_models, in_full_precision, load_policy
from training.models.identity import model_hash
from training.models.load import load_tuned

pytestmark = pytest.mark.train


def dtypes(model, *, trained: bool) -> set[str]:
    return {str(p.dtype).removeprefix("torch.") for p in model.parameters() if p.requires_grad is trained}


def saved(model_folder: Path) -> dict:
    from safetensors.torch import load_file

    return load_file(next(model_folder.glob("*.safetensors")))


def further(world, run: Path, **changes: object):
    """A configuration that goes on from a run."""
    model = run / "model"
    return world.config(**{"start": str(model), "start_hash": model_hash(model), **changes})


def test_a_frozen_base_is_held_in_sixteen_bits_and_trained_weights_in_thirty_two(world) -> None:
    assert dtypes(load_policy(world.config(dtype="bfloat16")), trained=True) == {"bfloat16"}
    assert dtypes(load_policy(world.config(dtype="bfloat16", adapter="full")), trained=True) == {"float32"}


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_an_adapter_is_learned_beside_four_bits(world, tmp_path, trains, dtype, capfd) -> None:
    config = world.config(adapter="qlora", dtype=dtype)
    kinds = {type(part).__name__ for part in load_policy(config).modules()}
    assert "Linear4bit" in kinds
    assert trains(config, tmp_path).of("eval_loss")[4] < 6
    assert {str(tensor.dtype) for tensor in saved(tmp_path / "model").values()} == {"torch.float32"}
    assert json.loads((tmp_path / "model" / "verilode.json").read_text())["adapter"] == "qlora"
    assert "kernels" not in "".join(capfd.readouterr())


def test_what_a_trainer_rounded_is_held_in_full_again(world, adapter_run) -> None:
    import torch

    model = load_policy(further(world, adapter_run))
    exact = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}
    for weights in model.parameters():
        if weights.requires_grad:
            weights.data = weights.data.to(torch.bfloat16)
    in_full_precision(model, exact)
    found = {name: p for name, p in model.named_parameters() if p.requires_grad}
    assert all(torch.equal(found[name], weights) for name, weights in exact.items())


def test_dora_and_rslora_reach_the_adapter(world, tmp_path, trains) -> None:
    trains(world.config(dora=True, rslora=True, steps=1), tmp_path)
    adapter = json.loads((tmp_path / "model" / "adapter_config.json").read_text())
    assert (adapter["use_dora"], adapter["use_rslora"]) == (True, True)
    assert any("magnitude" in name for name in saved(tmp_path / "model"))
    assert not any("lm_head" in name for name in saved(tmp_path / "model"))


@pytest.mark.parametrize(("run", "adapter"), [("adapter_run", "lora"), ("adapter_run", "full"), ("full_run", "full")])
def test_a_run_goes_on_where_another_ended(world, tmp_path, trains, request, run, adapter) -> None:
    before = request.getfixturevalue(run)
    ended = [json.loads(line) for line in (before / "metrics.jsonl").read_text().splitlines()][-1]["eval_loss"]
    config = further(world, before, adapter=adapter, steps=1, learning_rate=1e-12, warmup_steps=0)
    told = trains(config, tmp_path)
    assert told.of("eval_loss")[1] == pytest.approx(ended, rel=1e-4)
    load_tuned(tmp_path / "model", world.base)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start_hash": "0" * 64}, "is not the model this run was configured to go on from"),
        ({"lora_r": 8}, "has lora_r 16, and this run asks for 8"),
        ({"dora": True}, "has dora False, and this run asks for True"),
    ],
)
def test_an_adapter_that_does_not_fit_is_refused(world, adapter_run, changes, reason) -> None:
    with pytest.raises(VerilodeError, match=reason):
        check_models(further(world, adapter_run, **changes))


def test_an_adapter_of_another_base_is_refused(world, adapter_run, tmp_path) -> None:
    shutil.copytree(adapter_run / "model", tmp_path / "model")
    note = json.loads((tmp_path / "model" / "verilode.json").read_text())
    (tmp_path / "model" / "verilode.json").write_text(json.dumps({**note, "base_hash": "f" * 64}))
    with pytest.raises(VerilodeError, match="was trained on base ffffffffffff, not on [0-9a-f]{12}: nothing to go on"):
        check_models(further(world, tmp_path))


def test_an_adapter_on_fully_trained_weights_is_refused(world, full_run) -> None:
    with pytest.raises(VerilodeError, match="has all its weights trained; go on with adapter full, or give it as"):
        check_models(further(world, full_run))


def test_a_reward_model_is_nothing_to_answer_with(world, adapter_run, tmp_path) -> None:
    shutil.copytree(adapter_run / "model", tmp_path / "model")
    note = json.loads((tmp_path / "model" / "verilode.json").read_text())
    (tmp_path / "model" / "verilode.json").write_text(json.dumps({**note, "role": "reward"}))
    with pytest.raises(VerilodeError, match="is a reward model"):
        check_models(further(world, tmp_path))
