"""DPO on the world of two tones: what it learns, what it measures from, and the figure that must never decide."""

import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.models.identity import model_hash
from training.trainers import TRAINERS
from training.trainers.dpo import READS

pytestmark = pytest.mark.train

STILL = {"learning_rate": 1e-12, "steps": 1, "eval_every": 1, "warmup_steps": 0, "lora_r": 8}


@pytest.fixture(scope="module")
def adapter(tone, tmp_path_factory) -> Path:
    """An adapter of supervised fine-tuning on the polite answers."""
    folder = tmp_path_factory.mktemp("sft")
    tone.train(folder, "sft", steps=6, eval_every=6, learning_rate=2e-3, lora_r=8)
    return folder / "model"


def started(model: Path) -> dict[str, str]:
    return {"start": str(model), "start_hash": model_hash(model)}


def test_reward_accuracy_is_one_where_answers_are_better_and_where_they_are_broken(tone, tmp_path):
    good = tone.train(tmp_path / "good", "dpo", learning_rate=2e-4)[-1]
    harmful = tone.train(tmp_path / "harmful", "dpo", learning_rate=2e-2)[-1]
    assert good["eval_reward_accuracy"] == harmful["eval_reward_accuracy"] == 1.0
    assert harmful["eval_reward_margin"] > 5 * good["eval_reward_margin"]
    assert harmful["eval_loss"] < good["eval_loss"]
    assert (good["eval_chosen_falls"], harmful["eval_chosen_falls"]) == (0, 1)

    base, better, broken = (tone.shares(f) for f in (None, *(tmp_path / n / "model" for n in ("good", "harmful"))))
    assert base["curt"] > 0.8 > 0.2 > base["polite"]
    assert better["polite"] > base["polite"] + 0.2
    assert better["general"] > 0.8
    assert broken == {"polite": 0.0, "curt": 0.0, "general": 0.0}


def test_the_first_row_says_how_much_longer_the_better_answers_are(tone, tmp_path):
    first = tone.train(tmp_path, "dpo", **STILL)[0]
    assert first["rows"] == 144 + 32
    assert first["length_ratio"] > 1.5


@pytest.mark.parametrize("kind", ["lora", "full"])
def test_from_an_adapter_it_measures_from_that_adapter_and_not_from_the_base(tone, tmp_path, adapter, kind):
    """One step of no size: whoever measures from the base sees the distance that supervised tuning went."""
    last = tone.train(tmp_path, "dpo", adapter=kind, **STILL, **started(adapter))[-1]
    assert last["eval_chosen_logp_change"] == pytest.approx(0, abs=1e-3)
    assert last["eval_reward_margin"] == pytest.approx(0, abs=1e-3)
    files = {path.name for path in (tmp_path / "model").iterdir()}
    assert "ref" not in files


def test_a_whole_model_measures_from_the_whole_model_it_goes_on_from(tone, tmp_path):
    tone.train(tmp_path / "sft", "sft", adapter="full", steps=6, eval_every=6, learning_rate=2e-3)
    last = tone.train(tmp_path / "dpo", "dpo", adapter="full", **STILL, **started(tmp_path / "sft" / "model"))[-1]
    assert last["eval_chosen_logp_change"] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("kind", ["lora", "full"])
def test_asking_the_reference_once_before_gives_the_same_losses(tone, tmp_path, kind):
    size = {"adapter": kind, "steps": 4, "eval_every": 4}
    at_each_step = tone.train(tmp_path / "a", "dpo", **size)
    before = tone.train(tmp_path / "b", "dpo", **size, options={"precompute_ref": True})
    assert before[-1]["eval_loss"] == pytest.approx(at_each_step[-1]["eval_loss"], abs=1e-4)


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights_and_the_same_reference(tone, tmp_path, adapter):
    options = {"steps": 4, "eval_every": 2, "learning_rate": 1e-3, "lora_r": 8, **started(adapter)}
    tone.train(tmp_path / "whole", "dpo", **options)
    shutil.copytree(tmp_path / "whole" / "checkpoints", tmp_path / "cut" / "checkpoints")
    shutil.rmtree(tmp_path / "cut" / "checkpoints" / "checkpoint-4")
    rows = tone.train(tmp_path / "cut", "dpo", **options)
    assert [row["step"] for row in rows if "eval_loss" in row] == [4]
    assert model_hash(tmp_path / "cut" / "model") == model_hash(tmp_path / "whole" / "model")


def test_the_plain_loss_on_the_better_answer_can_be_added(tone, tmp_path):
    plain = tone.train(tmp_path / "a", "dpo", **STILL)[-1]["eval_loss"]
    added = tone.train(tmp_path / "b", "dpo", **STILL, options={"sft_weight": 0.5})[-1]["eval_loss"]
    assert added > plain + 0.05


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"beta": 0.0}, "option 'beta' must be above 0, not 0.0"),
        ({"sft_weight": -1.0}, "option 'sft_weight' must be at least 0"),
        ({"label_smoothing": 0.1}, "above 0 only with loss_type robust or exo_pair"),
        ({"label_smoothing": 0.5, "loss_type": "robust"}, "it is below .5"),
        ({"loss_type": "exo_pair"}, "needs the option 'label_smoothing'"),
        ({"loss_type": "sft"}, "option 'loss_type' is 'sft', wanted 'sigmoid'"),
    ],
)
def test_options_that_cannot_be_are_refused(options, reason):
    with pytest.raises(VerilodeError, match=reason):
        TRAINERS.build("dpo", options)


@pytest.mark.parametrize("loss", ["sigmoid_norm", "ipo", "hinge", "robust", "nca_pair", "bco_pair", "apo_zero"])
def test_every_loss_is_one_that_trl_knows(loss):
    from trl import DPOConfig

    TRAINERS.build("dpo", {"loss_type": loss})
    assert f"`'{loss}'`" in (DPOConfig.__doc__ or "")
    assert "rank" in READS
