"""What the contract of the trainers needs to know of one of them: a file with its name, only where it needs one.

It may hold `rows() -> dict`, the rows of a snapshot by split (questions with one answer otherwise), `OPTIONS`, changes
of the run's configuration, and `FIGURES`, what it reports beside the step (training and validation loss otherwise).
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.store.snapshots import ROW_SCHEMA

_LABELS = {"skin": ("acne", "rash", "eczema"), "eye": ("cataract", "iritis"), "ear": ("otitis", "tinnitus")}
_SIDES = ("left", "right", "both", "upper", "lower")


def snapshot_of(trainer: str, folder: Path) -> Path:
    """A snapshot the trainer can learn from, written into a folder."""
    example = _example(trainer)
    splits = example.rows() if hasattr(example, "rows") else questions()
    (folder / "data").mkdir(parents=True)
    for name, rows in splits.items():
        pq.write_table(pa.Table.from_pylist(rows, schema=ROW_SCHEMA), folder / "data" / f"{name}.parquet")
    return folder


def options_of(trainer: str) -> dict[str, Any]:
    """Changes of the run's configuration."""
    return getattr(_example(trainer), "OPTIONS", {})


def figures_of(trainer: str) -> set[str]:
    """What it reports."""
    return getattr(_example(trainer), "FIGURES", {"loss", "eval_loss"})


def questions() -> dict[str, list[dict[str, Any]]]:
    """Questions with one answer."""
    words = [(f"{word}, {side}", label) for label, known in _LABELS.items() for word in known for side in _SIDES]
    rows = [{"record_id": t, "instruction": f"Which chapter? {t}", "response": label, "text": t} for t, label in words]
    return {"train": rows[::2], "validation": rows[1::8], "test": rows[3::8]}


def _example(trainer: str) -> Any:
    name = f"{__name__}.{trainer}"
    return import_module(name) if find_spec(name) else None
