"""Which of several processes this one is; the launcher says it in the environment, before torch is there."""

import os
from typing import Any


def world() -> int:
    """How many processes train together."""
    return max(1, int(os.environ.get("WORLD_SIZE") or 1))


def leads() -> bool:
    """Whether this process writes the run's files."""
    return int(os.environ.get("RANK") or 0) == 0


def of_all(here: Any) -> list[Any]:
    """The answers of all processes, in order; each must ask at the same point."""
    import torch.distributed as dist

    if not (dist.is_available() and dist.is_initialized()):
        return [here]
    answers: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(answers, here)
    return answers


def all_here() -> None:
    """Wait until every process is."""
    import torch.distributed as dist

    if dist.is_available() and dist.is_initialized():
        dist.barrier()
