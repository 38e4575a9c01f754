"""A project whose only fact is a frozen snapshot: three labels, no step was run for it."""

from pathlib import Path

import pyarrow as pa

from pipelines.store.project import Project
from pipelines.store.snapshots import ROW_SCHEMA, write_snapshot

PARTS = {"skin": ("acne", "rash", "eczema"), "eye": ("cataract", "iritis"), "ear": ("otitis", "tinnitus")}
SIDES = ("left", "right", "both", "upper", "lower")


def frozen(root: Path, leaks: int = 0) -> Project:
    """A project in `root` with one snapshot, which says it has so many leaks."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "verilode.yaml").write_text("name: chapters\ntask: {labels: [skin, eye, ear]}\ntrain: {base: tiny}\n")
    rows = [_row(f"{word}, {side}", label) for label, words in PARTS.items() for word in words for side in SIDES]
    splits = {"train": rows[::2], "validation": rows[1::8], "test": rows[3::8]}
    tables = {name: pa.Table.from_pylist(part, schema=ROW_SCHEMA) for name, part in splits.items()}
    write_snapshot(root / "snapshots", tables, {"parents": [], "leaks": {"total": leaks}}, [])
    return Project.open(root)


def _row(title: str, label: str) -> dict[str, str]:
    return {"record_id": title, "instruction": f"Which chapter? {title}", "response": label, "text": title}
