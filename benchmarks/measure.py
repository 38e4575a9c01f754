"""What one measured process does: load the corpus, get ready, then count what the clustering alone takes.

It runs in the environments of the peers too, so it needs numpy and pyarrow only.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

Clusterer = Callable[[Any], Sequence[int] | np.ndarray]
"""Texts in, one cluster label per text out."""
Peer = Callable[[float, Path], Clusterer]
"""Gets ready for a threshold, with a folder to work in; this is not counted."""

_uncounted: list[float] = []


@contextmanager
def uncounted() -> Iterator[None]:
    """Work that serves the measurement only, such as writing the texts into a file for a peer that reads files."""
    before = cpu_seconds()
    yield
    _uncounted.append(cpu_seconds() - before)


def measure(peer: Peer, arguments: Sequence[str] | None = None, *, arrow: bool = False) -> None:
    """Run one clusterer over a corpus file, save its labels and print what it took as JSON.

    Args:
        peer: Makes the clusterer.
        arguments: Of the command line.
        arrow: Hand the texts over as one Arrow array; else as a list of Python strings.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.8)
    options = parser.parse_args(arguments)
    texts = read_texts(options.corpus) if arrow else read_texts(options.corpus).to_pylist()
    # Libraries write where they like; standard output is for the answer alone.
    answer, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as work:
        clusterer = peer(options.threshold, Path(work))
        took, labels = counted(clusterer, texts)
    np.save(options.labels, np.asarray(labels, np.int64))
    answer.write("\n" + json.dumps(took) + "\n")


def read_texts(corpus: Path) -> Any:
    """The texts of a corpus file as one Arrow array of large strings; a null is an empty text."""
    column = pq.read_table(corpus, columns=["text"])["text"].cast(pa.large_string())
    return column.combine_chunks().fill_null("")


def counted(clusterer: Clusterer, texts: Any) -> tuple[dict[str, float | None], Sequence[int] | np.ndarray]:
    """CPU seconds of all threads and child processes, wall seconds, peak bytes beyond what was there; the labels."""
    _uncounted.clear()
    before = reset_peak()
    cpu, wall = cpu_seconds(), time.perf_counter()
    labels = clusterer(texts)
    wall = time.perf_counter() - wall
    cpu = cpu_seconds() - cpu - sum(_uncounted)
    alone = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss == 0
    peak = _status("VmHWM")
    extra = float(peak - before) if alone and before is not None and peak is not None else None
    return {"cpu_s": cpu, "wall_s": wall, "extra_bytes": extra}, labels


def cpu_seconds() -> float:
    """User and system time of this process, its threads and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def reset_peak() -> int | None:
    """Bytes in memory now, from where the peak is counted anew; None where the system cannot say."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return None
    return _status("VmRSS")


def _status(field: str) -> int | None:
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:")), None)
