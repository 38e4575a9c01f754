"""What changed between two snapshots, record by record."""

from dataclasses import dataclass

from pipelines.store.snapshots import SPLITS, Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotDiff:
    """Record ids by what happened to them."""

    added: list[str]
    removed: list[str]
    relabelled: list[str]
    moved: list[str]


def diff_snapshots(older: Snapshot, newer: Snapshot) -> SnapshotDiff:
    """Compare two snapshots by record id, label and split."""
    before, after = _places(older), _places(newer)
    both = before.keys() & after.keys()
    return SnapshotDiff(
        added=sorted(after.keys() - before.keys()),
        removed=sorted(before.keys() - after.keys()),
        relabelled=sorted(name for name in both if before[name][1] != after[name][1]),
        moved=sorted(name for name in both if before[name][0] != after[name][0]),
    )


def _places(snapshot: Snapshot) -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {}
    for split in SPLITS:
        rows = snapshot.rows(split)
        for name, response in zip(rows["record_id"].to_pylist(), rows["response"].to_pylist(), strict=True):
            found[name] = (split, response)
    return found
