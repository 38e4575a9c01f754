"""New records against an index of many: python -m benchmarks.incremental [--held 1000000] [--new 10000].

Builds an index on disk, then looks the new texts up from a process that has just opened it, three times over. The
answer is compared with that of one exact search over old and new together when `--check` is given.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus import make
from benchmarks.machine import machine
from pipelines.neardup import cluster, warm_up
from pipelines.neardup.index import build_index, open_index, write_index
from pipelines.neardup.options import Options

RESULT = Path(__file__).parent / "results" / "incremental.json"


def benchmark(held: int, new: int, check: bool) -> dict[str, Any]:
    """Time to build, bytes on disk, time to look up, and how many of the new texts were known."""
    texts = make(held + new)["text"].combine_chunks()
    with TemporaryDirectory() as folder:
        place = Path(folder)
        cpu = time.process_time()
        index = build_index(texts[:held], pa.array(map(str, range(held)), pa.string()), Options())
        built = time.process_time() - cpu
        (place / "index").mkdir()
        write_index(index, place / "index")
        beside = index.bytes_per_text
        del index
        pq.write_table(pa.table({"text": texts[held:]}), place / "new.parquet")
        runs = [_probe(place) for _ in range(3)]
    missed = _missed(texts, held, set(runs[0].pop("known"))) if check else None
    for run in runs[1:]:
        run.pop("known")
    return {
        "held": held,
        "new": new,
        "build_cpu_us_per_text": round(1e6 * built / held, 2),
        "bytes_per_text_beside_it": round(beside),
        "first": runs[0],
        "again": runs[-1],
        "missed": missed,
        "machine": machine(),
    }


def _probe(place: Path) -> dict[str, Any]:
    """One new process: open, look up, answer."""
    ran = subprocess.run([sys.executable, "-m", "benchmarks.incremental", "--probe", str(place)],
                         capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(ran.stdout)


def probe(place: Path) -> dict[str, Any]:
    """Open the index and look the new texts up; the machine code is loaded before the clock starts."""
    warm_up()
    build_index(pa.array(["a b"]), pa.array(["a"]), Options()).probe(pa.array(["a b c"]), threshold=0.8)
    texts = pq.read_table(place / "new.parquet")["text"].combine_chunks()
    wall, cpu = time.perf_counter(), time.process_time()
    hits = open_index(place / "index").probe(texts, threshold=0.8)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall_s": round(wall, 3), "cpu_s": round(cpu, 3), "hits": len(hits.rows), "known": hits.rows.tolist()}


def _missed(texts: pa.Array, held: int, known: set[int]) -> int:
    """New texts that an exact search pairs with an old one and the index did not find."""
    pairs = cluster(texts, exact=True).pairs
    both = pairs[(pairs[:, 0] < held) & (pairs[:, 1] >= held)]
    return len(set((np.unique(both[:, 1]) - held).tolist()) - known)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--probe", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.probe:
        print(json.dumps(probe(options.probe)))
        return
    result = benchmark(options.held, options.new, options.check)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
