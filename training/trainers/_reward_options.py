"""Options of rewards as a person types them: REWARD.OPTION=VALUE."""

from collections.abc import Sequence
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from training.rewards import REWARDS


def options_by_reward(trainer: str, words: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The options of each reward by name; texts are taken as they stand, other values are read as YAML.

    Raises:
        VerilodeError: for a word that is not of this form, naming it.
    """
    found: dict[str, dict[str, Any]] = {}
    for word in words:
        place, equals, value = word.partition("=")
        reward, dot, option = place.partition(".")
        if not (equals and dot):
            raise VerilodeError(f"trainer {trainer!r}: option 'reward_options' has {word!r}; write REWARD.OPTION=VALUE")
        found.setdefault(reward, {})[option] = _value(reward, option, value)
    return found


def _value(reward: str, option: str, text: str) -> Any:
    if any(known.name == option and known.type is str for known in REWARDS.options(reward)):
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
