"""Where trials run at the same time: one device each, or a share of the cores."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pipelines.core.errors import VerilodeError


def devices() -> list[str]:
    """The GPUs this process may use, by CUDA's names; found without loading CUDA."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [name.strip() for name in named.split(",") if name.strip() and name.strip() != "-1"]
    found = list(Path("/proc/driver/nvidia/gpus").glob("*"))
    if not found and shutil.which("nvidia-smi"):
        told = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False).stdout
        return [str(number) for number, _ in enumerate(line for line in told.splitlines() if line.startswith("GPU"))]
    return [str(number) for number, _ in enumerate(found)]


def slots(parallel: int | None, found: Sequence[str], cores: int | None = None) -> list[dict[str, str]]:
    """What is added to the environment of each trial that runs at the same time as others.

    Args:
        parallel: How many at a time; None is one per device, or one where there is none.
        found: The devices.
        cores: Cores to share where there is no device; those this process may use by default.

    Raises:
        VerilodeError: for more trials at a time than devices.
    """
    count = parallel or max(1, len(found))
    if found and count > len(found):
        raise VerilodeError(f"{count} trials at a time need {count} devices; here are {len(found)}")
    if found:
        return [{"CUDA_VISIBLE_DEVICES": name} for name in found[:count]]
    threads = max(1, (cores or len(os.sched_getaffinity(0))) // count)
    return [{"OMP_NUM_THREADS": str(threads)} for _ in range(count)]
