"""What a program in the sandbox may use."""

from dataclasses import dataclass, fields
from typing import Literal

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run; all but `seconds` and `output_bytes` are enforced by the kernel.

    Args:
        seconds: Wall-clock time for everything, after which it is killed.
        cpu_seconds: Processor time of each process.
        memory_mb: Address space of each process.
        file_mb: Size of a file, and of all files together.
        processes: Processes and threads at a time, one of them ours.
        open_files: File descriptors of each process.
        output_bytes: Bytes of output, after which it is killed.
        isolation: `namespaces` cuts off network, files and other processes (Linux); `limits` only bounds what is used,
            empties the environment and, for root, changes the user: the network and readable files stay in reach, and a
            process that detaches itself lives until its processor time is used up.
    """

    seconds: float = 10.0
    cpu_seconds: int = 10
    memory_mb: int = 512
    file_mb: int = 16
    processes: int = 10
    open_files: int = 64
    output_bytes: int = 65_536
    isolation: Literal["namespaces", "limits"] = "namespaces"

    def __post_init__(self) -> None:
        """Refuse bounds that would be none."""
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name != "isolation" and not value > 0:
                raise VerilodeError(f"sandbox limit {one.name!r} must be above 0, not {value}")
        if self.isolation not in ("namespaces", "limits"):
            raise VerilodeError(f"sandbox isolation {self.isolation!r} is neither 'namespaces' nor 'limits'")
