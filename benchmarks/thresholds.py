"""Another threshold over a million records, without a second look at the texts: python -m benchmarks.thresholds.

A project is made whose signals were drawn at random, with an earlier step that dropped a tenth of the records. Then a
filter is tried with one threshold after another through the same call the command and the page use. The first answer
reads the ids of what was dropped and the filter's own columns, from files the system no longer holds in memory; the
later ones read nothing.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.rules import Rules, Within
from pipelines.filters import FILTERS
from pipelines.run.clean import step_of
from pipelines.run.signals import Trial
from pipelines.signals import SIGNALS
from pipelines.store.facts import signal_schema
from pipelines.store.project import Project
from pipelines.store.selection import PLAN, standing
from pipelines.store.tables import Counts

RESULTS = Path(__file__).parent / "results" / "thresholds.json"
PIECE = 131_072
TRIES = 20


def main() -> None:
    """Make the project, try thresholds, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--filter", default="gopher_quality" if "gopher_quality" in FILTERS else "instruction")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = make(Path(folder), asked.filter, asked.rows)
        figures = measured(project, asked.filter)
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures))


def measured(project: Project, name: str) -> dict[str, Any]:
    """Seconds: of one walk over what stands, of the first answer, and of every later one."""
    walk, seen = timed(lambda: sum(batch.num_rows for batch in standing(project.tables)))
    forget(project.tables.root)
    first, (trial, present) = timed(lambda: (lambda trial: (trial, trial.what_if({})))(Trial(project, name)))
    numbers = [option for option in FILTERS.options(name) if type(option.default) in (int, float)]
    chosen = [numbers[n % len(numbers)] for n in range(TRIES)]
    given = [{option.name: type(option.default)(option.default * (1 + n / 50))} for n, option in enumerate(chosen)]
    later = [timed(lambda tried=tried: trial.what_if(tried))[0] for tried in given]
    return {
        "rows": sum(commit.kinds["records"] for commit in project.tables.commits("ingest")),
        "standing": seen,
        "filter": name,
        "rules": len(present.rules),
        "dropped": present.dropped,
        "walk_seconds": round(walk, 3),
        "first_answer_seconds": round(first, 3),
        "later_answer_seconds_median": round(float(np.median(later)), 4),
        "later_answer_seconds_max": round(max(later), 4),
    }


def forget(folder: Path) -> None:
    """Have the system let go of what it holds of these files, so that they are read from the disk."""
    for file in folder.rglob("*.parquet"):
        with file.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Wall-clock seconds and the result."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def make(folder: Path, name: str, rows: int) -> Project:
    """Records with random ids, the signals the filter needs, and a step before it that dropped every tenth record."""
    (folder / "verilode.yaml").write_text(f"name: thresholds\nclean: [length, {name}]\n")
    project, rng = Project.open(folder), np.random.default_rng(0)
    lane = project.tables
    with lane.begin("ingest") as writer:
        ids = pa.array([f"{high:016x}{low:016x}" for high, low in rng.integers(0, 2**63, (rows, 2)).tolist()])
        for start in range(0, rows, PIECE):
            piece = ids.slice(start, PIECE)
            words = pa.array(["some words that stand for a text"] * len(piece))
            writer.write("records", pa.table({"record_id": piece, "text": words}))
        writer.counts = Counts(rows, rows, 0, 0)
    source = lane.commits()[-1].id
    rules = step_of(project, name, {})
    if not isinstance(rules, Rules):
        raise SystemExit(f"{name} is no filter over signals")
    bounds = {rule.column: (rule.low, rule.high) for rule in rules.rules if isinstance(rule, Within)}
    for family, options in rules.signals.items():
        columns = SIGNALS.build(family, options).columns
        schema = signal_schema(pa.schema([(column.name, column.type) for column in columns]))
        with lane.begin(f"signal-{family}", options=options, inputs=[source]) as writer:
            for start in range(0, rows, PIECE):
                piece = ids.slice(start, PIECE)
                drawn = [
                    random_column(column.type, len(piece), rng, *bounds.get(f"{family}.{column.name}", (0, 1)))
                    for column in columns
                ]
                writer.write("signals", pa.Table.from_arrays([piece, *drawn], schema=schema), schema)
    drop_a_tenth(project, ids)
    return project


def random_column(
    kind: pa.DataType, n: int, rng: np.random.Generator, low: float | None, high: float | None
) -> pa.Array:
    """Numbers of which about two in a hundred lie beyond each bound; a finding in two of a hundred texts."""
    if kind == pa.string():
        return pa.array(np.full(n, "found"), kind, mask=rng.random(n) > 0.02)
    low = 0.0 if low is None else low
    high = 2 * low + 1 if high is None else high
    margin = (high - low) / 50
    return pa.array(rng.uniform(low - margin, high + margin, n)).cast(kind, safe=False)


def drop_a_tenth(project: Project, ids: pa.Array) -> None:
    """What a cleaning leaves: a step with drops, and the plan that names it."""
    lane, gone = project.tables, ids.take(pa.array(np.arange(0, len(ids), 10)))
    counts = Counts(len(ids), len(ids) - len(gone), len(gone), 0)
    with lane.begin("length") as writer:
        texts = {"step": "length", "rule": "length", "reason": "too short"}
        writer.write("drops", pa.table({"record_id": gone, **{k: [v] * len(gone) for k, v in texts.items()}}))
        writer.counts = counts
    with lane.begin(PLAN) as writer:
        writer.extra["steps"] = [lane.commits("length")[-1].id]
        writer.counts = counts


if __name__ == "__main__":
    main()
