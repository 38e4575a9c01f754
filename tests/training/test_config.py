"""run.yaml: round trip, and one line for each thing that cannot be."""

from dataclasses import replace

import pytest

from pipelines.core.errors import VerilodeError
from training.config import RunConfig, make_config, read_config, write_config

CONFIG = RunConfig(snapshot="/data/snap", base="/models/base", base_hash="ab" * 32, learning_rate=1e-3)


def test_what_is_written_is_read_back(tmp_path):
    write_config(tmp_path / "run.yaml", CONFIG)
    assert read_config(tmp_path / "run.yaml") == CONFIG


def test_equal_configurations_are_the_same_run_and_others_are_not():
    assert CONFIG.id == replace(CONFIG).id
    assert CONFIG.id != replace(CONFIG, seed=1).id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lerning_rate": 1}, "no option 'lerning_rate'"),
        ({"adapter": "dora"}, "known: full, lora"),
        ({"dtype": "float16"}, "known: float32, bfloat16"),
        ({"replay_share": 1.0}, "replay_share 1.0 must be"),
        ({"steps": 0}, "steps must be above 0"),
        ({"max_length": -1}, "max_length must be above 0"),
    ],
)
def test_a_wrong_option_is_named(change, reason):
    with pytest.raises(VerilodeError, match=reason):
        make_config({"snapshot": "s", "base": "b", "base_hash": "h", **change})


def test_a_missing_option_is_named():
    with pytest.raises(VerilodeError, match="base_hash"):
        make_config({"snapshot": "s", "base": "b"})


@pytest.mark.parametrize("text", ["steps: [", "- a list", "!!python/object/apply:os.getcwd []"])
def test_a_file_that_is_no_configuration_is_named(tmp_path, text):
    (tmp_path / "run.yaml").write_text(text)
    with pytest.raises(VerilodeError, match="run.yaml: "):
        read_config(tmp_path / "run.yaml")
