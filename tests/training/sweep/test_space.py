"""The search space: from words, from a file's values, by default; and what cannot be searched."""

import pytest

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.sweep.space import Choice, Range, applied, default_space, make_space, space_values, values_of

CONFIG = RunConfig("s", "b", "h", batch_size=16, learning_rate=1e-4, steps=100)


def refused(values: dict, config: RunConfig = CONFIG) -> str:
    with pytest.raises(VerilodeError) as told:
        make_space(values, config)
    return str(told.value)


def test_words_are_ranges_and_choices() -> None:
    words = [
        "learning_rate=1e-5:5e-4:log",
        "replay_share=0:0.5",
        "warmup_steps=0:20",
        "lora_r=8,16",
        "packing=true,false",
    ]
    assert make_space(space_values(words), CONFIG) == [
        Range("learning_rate", 1e-5, 5e-4, log=True),
        Range("replay_share", 0.0, 0.5),
        Range("warmup_steps", 0, 20, whole=True),
        Choice("lora_r", (8, 16)),
        Choice("packing", (True, False)),
    ]


@pytest.mark.parametrize("word", ["learning_rate", "steps=", "steps=1:2:lin", "steps=1:2:log:x"])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(VerilodeError, match="--space"):
        space_values([word])


def test_the_default_lies_around_the_configuration() -> None:
    assert default_space(CONFIG) == [
        Range("learning_rate", 1e-5, 5e-4, log=True),
        Choice("batch_size", (8, 16, 32)),
        Choice("steps", (50, 100, 200)),
        Range("warmup_steps", 0, 20, whole=True),
        Choice("lora_r", (8, 16, 32, 64)),
    ]


def test_the_default_follows_epochs_replay_adapter_and_micro_batch() -> None:
    config = RunConfig("s", "b", "h", adapter="full", epochs=2.0, replay_file="g", batch_size=16, micro_batch=16)
    names = {parameter.name: parameter.ends for parameter in default_space(config)}
    assert list(names) == ["learning_rate", "batch_size", "epochs", "replay_share"]
    assert names["batch_size"] == (16, 32)


def test_every_default_value_is_a_run() -> None:
    space = default_space(CONFIG)
    assert make_space({parameter.name: parameter.plain() for parameter in space}, CONFIG) == space


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "a sweep needs at least one option to search over"),
        ({"learning_rat": [1.0]}, "no option 'learning_rat' to search over; there are: adapter"),
        ({"snapshot": ["a", "b"]}, "no option 'snapshot' to search over"),
        ({"seed": [1, 2]}, "no option 'seed' to search over"),
        ({"steps": {"low": 5, "high": 5}}, "steps needs a low end below its high end, not 5 and 5"),
        ({"steps": {"low": 5}}, "steps is a list of values or low, high and log, not {'low': 5}"),
        ({"steps": []}, "steps needs different values to choose from, not []"),
        ({"steps": [5, 5]}, "steps needs different values to choose from, not [5, 5]"),
        ({"steps": [0, 5]}, "search space: steps must be above 0, not 0"),
        ({"adapter": ["lora", "prefix"]}, "search space: adapter 'prefix' is unknown"),
        ({"replay_share": {"low": 0, "high": 1}}, "search space: replay_share 1.0 must be at least 0 and below 1"),
        ({"learning_rate": {"low": 0, "high": 1, "log": True}}, "on a log scale must begin above 0, not at 0"),
        ({"learning_rate": {"low": "slow", "high": 1}}, "learning_rate: 'slow' is no number"),
        ({"options.beta": {"low": 0.1, "high": 0.5}}, "trainer 'sft' has no option 'beta'; it has: none"),
    ],
)
def test_what_cannot_be_searched_is_one_line(values: dict, reason: str) -> None:
    assert reason in refused(values)


def test_a_trial_is_the_configuration_with_its_values() -> None:
    changed = applied(CONFIG, {"steps": 7, "options.beta": 0.5})
    assert (changed.steps, changed.options, changed.batch_size) == (7, {"beta": 0.5}, 16)
    space = [Choice("steps", (7, 8)), Range("options.beta", 0.1, 0.5), Range("options.other", 0.1, 0.5)]
    assert values_of(changed, space) == {"steps": 7, "options.beta": 0.5}
