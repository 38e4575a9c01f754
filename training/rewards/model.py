"""Reward by a model that learned what people prefer."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from training.models.reward import check_reward, load_reward, score
from training.rewards import Attempt, Reward


def model(folder: str, hash: str = "", base: str = "", dtype: str = "float32", batch_size: int = 32) -> Reward:
    """The score of a reward model, as the trainer `reward` leaves one.

    Args:
        folder: Folder of the reward model.
        hash: Its content hash; empty trusts what is in the folder.
        base: A folder in which its adapter's base may be, beside the one its own run.yaml names.
        dtype: What its weights are held and computed in.
        batch_size: Answers scored at a time.
    """

    @cache
    def loaded() -> tuple[Any, Any]:
        return load_reward(Path(folder), Path(base), dtype)

    def grade(attempts: Sequence[Attempt]) -> list[float]:
        chats = [[*one.asked.prompt, {"role": "assistant", "content": one.answered}] for one in attempts]
        return score(*loaded(), chats, batch_size)

    check_reward(Path(folder), hash)
    return Reward(grade)
