"""Work in threads: the kernels hold no interpreter lock, so plain threads use every core.

numba's own parallel loops are not used: they take longer to compile, and one of their back ends aborts the
process when two threads enter it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from pipelines.core.progress import progress

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_threads(
    work: Callable[[Item], Result], items: Sequence[Item], label: str | None = None, workers: int | None = None
) -> Iterator[Result]:
    """The result of `work` for each item, in order, with progress after each where the work has a label."""
    crew = min(workers or _cores(), len(items))
    if crew <= 1:
        yield from _reported(map(work, items), label, len(items))
        return
    with ThreadPoolExecutor(crew) as pool:
        yield from _reported(pool.map(work, items), label, len(items))


def _reported(results: Iterator[Result], label: str | None, total: int) -> Iterator[Result]:
    if label is None:
        yield from results
        return
    progress(label, 0, total)
    for done, result in enumerate(results, start=1):
        progress(label, done, total)
        yield result


def spans(sizes: np.ndarray, limit: int) -> list[tuple[int, int]]:
    """Cut rows into runs (first, past the last) of about `limit` in total size; a larger row is a run of its own."""
    total = np.cumsum(sizes)
    if not total.size:
        return []
    cuts = np.flatnonzero(np.diff(total // limit)) + 1
    return list(zip([0, *cuts.tolist()], [*cuts.tolist(), total.size], strict=True))


def _cores() -> int:
    """Cores this process may use; containers and schedulers often allow fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
