"""Rewards: one file each, a factory that returns what grades the answers a model writes while it is trained.

They run inside the worker process and may import torch in their functions, never at the top of their files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.core.registry import Registry
from training.data.prompts import Prompt

REWARDS = Registry("training.rewards")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer the model wrote to a prompt."""

    asked: Prompt
    answered: str


@dataclass(frozen=True, slots=True)
class Reward:
    """What grades answers.

    Args:
        grade: Gives each answer its reward, in order; more is better, and only differences within one prompt count.
        needs_expected: Whether it compares with the snapshot's answer, so that every prompt must have one.
    """

    grade: Callable[[Sequence[Attempt]], list[float]]
    needs_expected: bool = False
