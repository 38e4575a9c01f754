"""How several processes share one model: the accelerate configuration files that come with verilode."""

from pathlib import Path
from typing import Literal

from pipelines.core.errors import VerilodeError
from training.config import RunConfig

Sharding = Literal["fsdp2", "multi_gpu", "zero2", "zero3"]
FILE = "launch/accelerate.yaml"
_FOLDER = Path(__file__).parent / "configs"
_SHARDED = ("fsdp2", "zero3")


def sharding_file(name: Sharding) -> str:
    """The text of one configuration file."""
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def check_sharding(config: RunConfig, name: Sharding, processes: int) -> None:
    """Refuse what cannot work before anything is queued.

    Raises:
        VerilodeError: in one line.
    """
    if processes < 1:
        raise VerilodeError(f"a run needs at least one process, not {processes}")
    if config.batch_size % processes:
        raise VerilodeError(f"batch_size {config.batch_size} cannot be divided among {processes} processes")
    if config.micro_batch and (config.batch_size // processes) % config.micro_batch:
        share = config.batch_size // processes
        raise VerilodeError(f"micro_batch {config.micro_batch} must divide the {share} rows of each process")
    if config.adapter == "qlora" and name in _SHARDED:
        raise VerilodeError(f"qlora holds the base in four bits, which {name} cannot shard; take multi_gpu or zero2")
