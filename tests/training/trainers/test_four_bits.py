"""Every preference trainer on a base held in four bits: what is left is an adapter like any other."""

import json
from importlib.util import find_spec

import pytest

from training.models.load import differs

pytestmark = [pytest.mark.train, pytest.mark.skipif(find_spec("bitsandbytes") is None, reason="needs bitsandbytes")]

GRADED = {"num_generations": 2, "max_completion_length": 4}


@pytest.mark.parametrize("trainer", ["dpo", "kto", "reward", "rloo", "grpo"])
def test_it_leaves_an_adapter(tone, tmp_path, trainer):
    size = {"steps": 1, "eval_every": 1, "batch_size": 4, "warmup_steps": 0, "learning_rate": 1e-3}
    own = {"options": GRADED | {"reward": "exact+format", "reward_options": ["format.pattern=.*[a-m]"]}}
    rows = tone.train(tmp_path, trainer, adapter="qlora", **size, **(own if trainer in ("rloo", "grpo") else {}))
    assert rows[-1]["step"] == 1
    assert json.loads((tmp_path / "model" / "verilode.json").read_text())["adapter"] == "qlora"
    if trainer not in ("rloo", "grpo"):  # two answers that happen to be graded alike move nothing
        assert differs(tmp_path / "model", tone.base)
