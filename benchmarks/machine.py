"""What the figures were measured on, and with which version of the kernel."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from benchmarks.floor import cores

KERNEL = Path(__file__).resolve().parent.parent / "pipelines" / "neardup"
LIBRARIES = ("numba", "numpy", "pyarrow")


def machine() -> dict[str, Any]:
    """Processor, cores, memory, versions; `kernel` changes with any file of the kernel."""
    sources = b"".join(file.read_bytes() for file in sorted(KERNEL.glob("*.py")))
    return {
        "processor": _processor(),
        "cores": cores(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "kernel": hashlib.sha256(sources).hexdigest()[:12],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
