"""What each preset catches, and what it takes that it should not: python -m benchmarks.presets [--docs 10000].

The corpus says of every copy how it was made; a copy counts as caught when it stands in the cluster of its origin.
Short texts are the beginnings of the same documents, twelve words long.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.corpus import make
from benchmarks.machine import machine
from pipelines.neardup import cluster
from pipelines.neardup.presets import PRESETS

RESULT = Path(__file__).parent / "results" / "presets.json"
EDITS = ((0.0, 0.02), (0.02, 0.04), (0.04, 0.06), (0.06, 0.1), (0.1, 0.15), (0.15, 0.2))
CUTS = ((0.6, 0.8), (0.8, 0.9), (0.9, 1.0))


def benchmark(docs: int) -> dict[str, Any]:
    """For each preset the share of copies of each kind that it catches, and of strangers that it drops."""
    corpus = make(docs)
    columns = {name: np.array(corpus[name].to_pylist()) for name in ("kind", "parent", "rate")}
    found = {name: _caught(corpus["text"], columns, preset.options) for name, preset in PRESETS.items()}
    return {"docs": docs, "presets": found, "machine": machine()}


def _caught(texts: pa.ChunkedArray, columns: dict[str, np.ndarray], options: Any) -> dict[str, Any]:
    result = cluster(texts, **options)
    kind, parent, rate = columns["kind"], columns["parent"], columns["rate"]
    caught = (parent >= 0) & (result.cluster == result.cluster[np.maximum(parent, 0)])

    def share(of: str, low: float, high: float) -> float:
        rows = (kind == of) & (rate > low) & (rate <= high)
        return round(float(caught[rows].mean()), 3)

    return {
        "surface": round(float(caught[kind == "surface"].mean()), 3),
        "edited": {f"{low:.0%} to {high:.0%}": share("edit", low, high) for low, high in EDITS},
        "cut to": {f"{low:.0%} to {high:.0%}": share("trunc", low, high) for low, high in CUTS},
        "dropped template records": round(float(1 - result.keep[kind == "template"].mean()), 4),
        "dropped independent records": round(float(1 - result.keep[kind == "unique"].mean()), 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    result = benchmark(parser.parse_args(arguments).docs)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["presets"], indent=1))


if __name__ == "__main__":
    main()
