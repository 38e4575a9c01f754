"""Reward models: how well they order pairs, and that nothing else is taken for one."""

import json

import pytest

from pipelines.core.errors import VerilodeError
from training.models.identity import model_hash
from training.models.load import load_base
from training.models.reward import check_reward, load_reward, score
from training.trainers import TRAINERS
from training.trainers.reward import held_figures

pytestmark = pytest.mark.train

ASKED = {"role": "user", "content": "My lamp is broken."}


def test_a_share_comes_with_its_interval_and_a_draw_is_not_right():
    found = held_figures([1.0, 2.0, 3.0, 0.0], [0.0, 1.0, 3.0, 1.0])
    assert (found["held_pairs"], found["held_accuracy"]) == (4, 0.5)
    assert found["held_low"] == pytest.approx(0.15, abs=0.01)  # Wilson, two of four
    assert found["held_high"] == pytest.approx(0.85, abs=0.01)


@pytest.mark.parametrize("kind", ["lora", "full"])
def test_it_scores_the_polite_answer_higher_and_can_be_loaded_again(tone, tmp_path, kind):
    rate = {"lora": 2e-3, "full": 1e-3}[kind]
    rows = tone.train(tmp_path, "reward", adapter=kind, learning_rate=rate, steps=15, eval_every=15)
    assert rows[-1]["held_pairs"] == 32
    assert rows[-1]["held_accuracy"] > 0.9 > rows[-1]["held_low"] > 0.7
    note = json.loads((tmp_path / "model" / "verilode.json").read_text())
    assert note["role"] == "reward"

    model, tokenizer = load_reward(tmp_path / "model", tone.base)
    said = ["Sorry about the lamp. Please send it back.", "Send it back."]
    chats = [[ASKED, {"role": "assistant", "content": text}] for text in said]
    polite, curt = score(model, tokenizer, chats)
    assert polite > curt
    assert score(model, tokenizer, chats[::-1], batch_size=1) == pytest.approx([curt, polite], abs=1e-4)


def test_other_models_are_no_reward_models(tone, tmp_path):
    tone.train(tmp_path / "sft", "sft", steps=1, eval_every=1)
    with pytest.raises(VerilodeError, match="is no reward model: train one with: verilode train reward"):
        check_reward(tmp_path / "sft" / "model")


def test_a_reward_model_is_known_by_its_content_and_stands_on_its_own_base(tone, tmp_path):
    tone.train(tmp_path / "run", "reward", steps=1, eval_every=1)
    folder = tmp_path / "run" / "model"
    check_reward(folder, model_hash(folder))
    with pytest.raises(VerilodeError, match=f"is reward model {model_hash(folder)[:12]}, not 000000000000"):
        check_reward(folder, "0" * 64)
    load_base(tone.base).save_pretrained(tmp_path / "other")  # the same weights under another configuration
    (tmp_path / "other" / "generation_config.json").write_text("{}")
    with pytest.raises(VerilodeError, match="was trained on base .*, which is neither in its run.yaml nor this one"):
        load_reward(folder, tmp_path / "other")


def test_it_cannot_be_centred_by_less_than_nothing():
    with pytest.raises(VerilodeError, match="option 'centre' must be at least 0"):
        TRAINERS.build("reward", {"centre": -0.1})
