"""One machine with several devices: `accelerate launch` of the same worker."""

import sys
from pathlib import Path

from training.config import RunConfig
from training.launch.sharding import FILE, Sharding, check_sharding, sharding_file
from training.launch.targets import Launch, Target
from training.launch.worker_line import worker_line


def accelerate(*, sharding: Sharding = "multi_gpu", processes: int = 2, cpu: bool = False) -> Target:
    """Train on several devices of this machine.

    Args:
        sharding: multi_gpu keeps the model whole on every device; fsdp2, zero2 and zero3 share it among them.
        processes: One per device.
        cpu: Processes without GPUs, to try it out.
    """

    def target(config: RunConfig, folder: Path) -> Launch:
        check_sharding(config, sharding, processes)
        # the port of a run that trains already on this machine is taken; 0 is any that is free
        line = worker_line(folder, processes, python=sys.executable, cpu=cpu, more="--main_process_port 0")
        return Launch({FILE: sharding_file(sharding)}, f"PYTHONSAFEPATH=1 {line}")

    return target
