"""The difference of two snapshots, record by record."""

from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.run.diff import SnapshotDiff, diff_snapshots
from pipelines.store.snapshots import ROW_SCHEMA, SPLITS, Snapshot, write_snapshot

Rows = dict[str, dict[str, str]]
FIRST: Rows = {"train": {"a": "eye", "b": "skin"}, "test": {"c": "eye"}}


def snapshot(root: Path, splits: Rows) -> Snapshot:
    """A snapshot of these labels by split and record id."""
    tables = {
        split: pa.Table.from_pylist(
            [{"record_id": name, "response": label} for name, label in splits.get(split, {}).items()], ROW_SCHEMA
        )
        for split in SPLITS
    }
    return write_snapshot(root, tables, {"parents": []}, [])


@pytest.mark.parametrize(
    ("later", "difference"),
    [
        (FIRST, SnapshotDiff([], [], [], [])),
        ({"train": {"b": "skin", "a": "eye"}, "test": {"c": "eye"}}, SnapshotDiff([], [], [], [])),
        ({"train": {"a": "eye", "b": "eye", "d": "eye"}}, SnapshotDiff(["d"], ["c"], ["b"], [])),
        ({"train": {"c": "skin"}, "test": {"a": "eye", "b": "skin"}}, SnapshotDiff([], [], ["c"], ["a", "b", "c"])),
        ({}, SnapshotDiff([], ["a", "b", "c"], [], [])),
    ],
)
def test_what_happened_to_each_record(tmp_path: Path, later: Rows, difference: SnapshotDiff) -> None:
    assert diff_snapshots(snapshot(tmp_path, FIRST), snapshot(tmp_path, later)) == difference


def test_backwards_what_was_added_is_removed(tmp_path: Path) -> None:
    older, newer = snapshot(tmp_path, FIRST), snapshot(tmp_path, {"train": {"a": "eye", "d": "eye"}})
    forth, back = diff_snapshots(older, newer), diff_snapshots(newer, older)
    assert (forth.added, forth.removed) == (back.removed, back.added) == (["d"], ["b", "c"])
