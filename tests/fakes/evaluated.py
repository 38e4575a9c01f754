"""Runs that were evaluated, as the worker would have left them; without a model."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.store.facts import SCHEMAS
from pipelines.store.snapshots import ROW_SCHEMA
from training.config import RunConfig, write_config

RIGHT = {"new": 0.9, "old": 0.5}


def pair_of_runs(root: Path, records: int) -> Path:
    """A project with two runs on one snapshot: `new` has nine answers in ten right, `old` every second one."""
    (root / "verilode.yaml").write_text("name: two\ntask: {labels: [a, b]}\n")
    for name in RIGHT:
        evaluated(root, name, records)
    return root


def evaluated(root: Path, name: str, records: int, first: int = 0, answers: bool = True) -> None:
    """A run with its snapshot `first` … `first + records`, and what it answered on the test split."""
    ids = [f"r{i}" for i in range(first, first + records)]
    snapshot, folder = root / "snapshots" / f"s{first}", root / "runs" / name
    (snapshot / "data").mkdir(parents=True, exist_ok=True)
    rows = [{"record_id": one, "instruction": f"What is {one}?", "response": "a", "text": one} for one in ids]
    pq.write_table(pa.Table.from_pylist(rows, ROW_SCHEMA), snapshot / "data" / "test.parquet")
    write_config(folder / "run.yaml", RunConfig(str(snapshot), str(root / "base"), "b" * 64))
    if answers:
        (folder / "evaluation").mkdir()
        of = [said(one, "a" if i < RIGHT.get(name, 1.0) * records else "b") for i, one in enumerate(ids)]
        pq.write_table(pa.Table.from_pylist(of, SCHEMAS["outputs"]), folder / "evaluation" / "outputs.parquet")


def said(record: str, answer: str) -> dict[str, object]:
    asked = {"record_id": record, "set": "test", "model": "tuned", "prompt": f"What is {record}?"}
    return {**asked, "expected": "a", "answered": answer, "confidence": 0.5}
