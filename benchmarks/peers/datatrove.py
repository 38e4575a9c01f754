"""datatrove: its four MinHash stages through files, with its default 14 buckets of 8 and 5-grams."""

# /// script
# dependencies = ["datatrove[processing]==0.10.1", "orjson", "spacy==3.8.18", "numpy", "pyarrow"]
# ///

import json
from pathlib import Path
from typing import Any

import numpy as np
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from benchmarks.measure import Clusterer, measure, uncounted

SHARDS = 2
CONFIG = MinhashConfig(n_grams=5)


def datatrove(threshold: float, work: Path) -> Clusterer:
    """Signatures, buckets, clusters, filter; the threshold lies in the number of buckets."""
    source = work / "in"

    def clustered(texts: list[str]) -> np.ndarray:
        with uncounted():
            bounds = _write(texts, source)
        run(work, "signatures", SHARDS, JsonlReader(str(source)), MinhashDedupSignature(_in(work, "s"), config=CONFIG))
        run(work, "buckets", CONFIG.num_buckets, MinhashDedupBuckets(_in(work, "s"), _in(work, "b"), config=CONFIG))
        clusters = MinhashDedupCluster(_in(work, "b"), _in(work, "r"), config=CONFIG, save_cluster_id=True)
        run(work, "clusters", 1, clusters)
        kept = JsonlWriter(_in(work, "kept"), compression=None)
        run(work, "filter", SHARDS, JsonlReader(str(source)), MinhashDedupFilter(_in(work, "r")), kept)
        return _labels(bounds, work / "r")

    return clustered


def run(work: Path, stage: str, tasks: int, *steps: Any) -> None:
    """One stage, on as many processes as there are shards."""
    workers, logs = min(tasks, SHARDS), _in(work, f"log-{stage}")
    # Forked workers are children of this process, whose time is counted; those of a fork server are not.
    LocalPipelineExecutor(list(steps), tasks=tasks, workers=workers, logging_dir=logs, start_method="fork").run()


def _in(work: Path, name: str) -> str:
    return str(work / name)


def _write(texts: list[str], folder: Path) -> list[int]:
    folder.mkdir()
    bounds = [len(texts) * shard // SHARDS for shard in range(SHARDS + 1)]
    for shard in range(SHARDS):
        rows = range(bounds[shard], bounds[shard + 1])
        lines = (json.dumps({"id": str(row), "text": texts[row]}) + "\n" for row in rows)
        (folder / f"{shard}.jsonl").write_text("".join(lines), "utf-8")
    return bounds


def _labels(bounds: list[int], removed: Path) -> np.ndarray:
    labels = -np.arange(1, bounds[-1] + 1)
    for shard in range(SHARDS):
        pairs = np.fromfile(removed / f"{shard:06d}.clusters", np.uint32).reshape(-1, 2).astype(np.int64)
        labels[pairs[:, 0] + bounds[shard]] = pairs[:, 1]
    return labels


if __name__ == "__main__":
    measure(datatrove)
