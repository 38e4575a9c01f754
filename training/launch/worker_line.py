"""The line that starts the worker under accelerate, once per machine."""

import shlex
from pathlib import Path

from training.launch.sharding import FILE


def worker_line(folder: Path, processes: int, *, python: str = "python", cpu: bool = False, more: str = "") -> str:
    """Start `processes` workers that train one run together.

    Args:
        folder: The run's folder, in which `launch/accelerate.yaml` lies.
        processes: How many in all, on all machines.
        python: The interpreter with verilode installed.
        cpu: Without GPUs.
        more: Further words for accelerate, as shell text.
    """
    words = [python, "-m", "accelerate.commands.launch"]
    words += ["--cpu"] if cpu else ["--config_file", str(folder / FILE)]
    words += ["--num_processes", str(processes)]
    return " ".join(
        filter(None, [shlex.join(words), more, shlex.join(["-m", "training.worker", "train", str(folder)])])
    )
