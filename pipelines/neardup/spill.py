"""Arrays that lie on disk when they would take too much memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil

Allocate = Callable[[tuple[int, ...], type], np.ndarray]
MEMORY_SHARE = 0.25
"""Of the memory that is free: above it, arrays go to disk."""


@contextmanager
def room_for(expected: int, limit: int | None = None) -> Iterator[Allocate]:
    """A maker of empty arrays for one task, gone from disk after the block.

    Args:
        expected: Bytes of all arrays together.
        limit: Bytes from which on they lie in a temporary folder; default a quarter of the free memory.
    """
    if expected <= (psutil.virtual_memory().available * MEMORY_SHARE if limit is None else limit):
        yield np.empty
        return
    with TemporaryDirectory(prefix="verilode-", ignore_cleanup_errors=True) as folder:
        made: list[np.ndarray] = []

        def on_disk(shape: tuple[int, ...], kind: type) -> np.ndarray:
            path = Path(folder) / f"{len(made)}.bin"
            made.append(np.memmap(path, kind, "w+", shape=shape) if np.prod(shape) else np.empty(shape, kind))
            return np.asarray(made[-1])

        yield on_disk
