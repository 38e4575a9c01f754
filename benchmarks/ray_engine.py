"""The same clusters from the local engine and from Ray on this machine: python -m benchmarks.ray_engine --docs 10000.

Ray is started once and asked several times: the first answer has the workers load the kernel, the later ones show what
the shuffle through the object store costs. CPU time is that of this process and of everything Ray started.
"""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
import pyarrow.compute as pc

from benchmarks.corpus import make
from benchmarks.machine import machine
from pipelines.neardup import Clusters, cluster, warm_up
from pipelines.run.ray import cluster as on_ray
from pipelines.run.ray import started

RESULTS = Path(__file__).parent / "results" / "ray_engine.json"
TIMES = 3


def main() -> None:
    """Measure both engines on one corpus, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--docs", type=int, nargs="+", default=[10_000])
    asked = parser.parse_args()
    warm_up()
    with ExitStack() as stack:
        start, running = taken(lambda: stack.enter_context(started()))
        cores = int(running.cluster_resources()["CPU"])
        figures = [measured(docs) for docs in asked.docs]
    found = {"machine": machine(), "ray": running.__version__, "workers": cores, "start": start, "runs": figures}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found))


def measured(docs: int) -> dict[str, Any]:
    """Wall and CPU seconds of both engines, and whether every field of their answers is the same."""
    texts = make(docs)["text"].combine_chunks()
    local = [taken(lambda: cluster(texts)) for _ in range(TIMES)]
    first, answer = taken(lambda: on_ray(texts))
    later = [taken(lambda: on_ray(texts))[0] for _ in range(TIMES)]
    ours, theirs = (middle([took for took, *_ in local]), middle(later))
    return {
        "docs": docs,
        "text_bytes": int(pc.sum(pc.binary_length(texts)).as_py()),
        "pairs": len(answer.pairs),
        "same": same(answer, local[0][1]),
        "local": ours,
        "ray_first": first,
        "ray": theirs,
        "wall_ratio": round(theirs["wall_s"] / ours["wall_s"], 2),
        "cpu_ratio": round(theirs["cpu_s"] / ours["cpu_s"], 2),
    }


def same(found: Clusters, expected: Clusters) -> bool:
    """Whether two answers agree in every field."""
    return all(np.array_equal(getattr(found, each.name), getattr(expected, each.name)) for each in fields(Clusters))


def taken(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Wall and CPU seconds of some work, and its answer."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    answer = work()
    wall = time.perf_counter() - wall
    return {"wall_s": round(wall, 3), "cpu_s": round(cpu_seconds() - cpu, 3)}, answer


def cpu_seconds() -> float:
    """User and system time of this process and of all processes below it that live."""
    me = psutil.Process()
    used = [one.cpu_times() for one in (me, *me.children(recursive=True))]
    return sum(one.user + one.system for one in used)


def middle(runs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


if __name__ == "__main__":
    main()
