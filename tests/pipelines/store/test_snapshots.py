"""Snapshots: same content same id, any changed byte found, loadable by `datasets`."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.card import card
from pipelines.run.croissant import croissant
from pipelines.store.snapshots import (
    ROW_SCHEMA,
    Document,
    Snapshot,
    list_snapshots,
    load_snapshot,
    verify_snapshot,
    write_snapshot,
)

FACTS = {
    "recipe": {"name": "demo", "title": "Demo data"},
    "split": {"method": "components", "class_shift": 0.0, "purged": 0},
    "leaks": {"clusters": 0, "groups": 0, "texts": 0, "total": 0},
    "left_out": {},
    "states": {"verified": 3},
    "certificate": None,
    "parents": [],
}
DOCUMENTS = (Document("README.md", card), Document("croissant.json", croissant))


def rows(*names: str) -> pa.Table:
    records = [{"record_id": n, "instruction": f"What is {n}?", "response": "injury", "line": 1} for n in names]
    return pa.Table.from_pylist(records, schema=ROW_SCHEMA)


def freeze(root: Path, train: tuple[str, ...] = ("a",), **facts: object) -> Snapshot:
    splits = {"train": rows(*train), "validation": rows("b"), "test": rows("c")}
    return write_snapshot(root, splits, {**FACTS, **facts}, DOCUMENTS)


def test_the_same_content_is_the_same_snapshot(tmp_path: Path) -> None:
    assert freeze(tmp_path).id == freeze(tmp_path).id
    assert len(list_snapshots(tmp_path)) == 1


@pytest.mark.parametrize("change", [{"train": ("a", "d")}, {"train": ("d",)}, {"parents": ["x"]}, {"leaks": {}}])
def test_other_content_is_another_snapshot(tmp_path: Path, change: dict) -> None:
    if change.get("leaks") == {}:
        change = {"leaks": {**FACTS["leaks"], "note": 1}}
    assert freeze(tmp_path).id != freeze(tmp_path, **change).id


def test_the_identity_does_not_depend_on_parquet_bytes(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    train = snapshot.folder / "data" / "train.parquet"
    pq.write_table(pq.read_table(train), train, compression="none")
    assert verify_snapshot(snapshot) == ["data/train.parquet: changed"]


def test_an_untouched_snapshot_verifies(tmp_path: Path) -> None:
    assert verify_snapshot(freeze(tmp_path)) == []


def test_one_changed_byte_anywhere_is_found(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    for path in [p for p in snapshot.folder.rglob("*") if p.is_file()]:
        sound = path.read_bytes()
        middle = len(sound) // 2
        path.write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
        reread = Snapshot(snapshot.folder, snapshot.manifest)
        assert verify_snapshot(reread), f"a changed byte in {path.name} went unnoticed"
        path.write_bytes(sound)
    assert verify_snapshot(snapshot) == []


def test_a_missing_and_a_foreign_file_are_named(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    (snapshot.folder / "README.md").unlink()
    (snapshot.folder / "extra.txt").write_text("x")
    assert set(verify_snapshot(snapshot)) == {"README.md: missing", "extra.txt: does not belong here"}


def test_a_snapshot_is_found_by_the_start_of_its_id(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    assert load_snapshot(tmp_path, snapshot.id[:6]).id == snapshot.id
    with pytest.raises(VerilodeError, match="no snapshot with id 'zzz'"):
        load_snapshot(tmp_path, "zzz")


@pytest.mark.parametrize("name", ["", "..", "../..", "/", "*"])
def test_a_hostile_id_reaches_no_folder(tmp_path: Path, name: str) -> None:
    freeze(tmp_path / "snapshots")
    with pytest.raises(VerilodeError):
        load_snapshot(tmp_path / "snapshots", name)


def test_datasets_loads_it_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    datasets = pytest.importorskip("datasets")
    snapshot = freeze(tmp_path / "s", train=("a", "d"))
    loaded = datasets.load_dataset(str(snapshot.folder), cache_dir=str(tmp_path / "cache"))
    assert {split: rows.num_rows for split, rows in loaded.items()} == {"train": 2, "validation": 1, "test": 1}
    assert loaded["train"][1]["instruction"] == "What is d?"


@pytest.mark.parametrize("content", ["{", "{}", "[]", '{"id": "x"}'])
def test_a_damaged_manifest_is_one_clear_line(tmp_path: Path, content: str) -> None:
    snapshot = freeze(tmp_path)
    (snapshot.folder / "manifest.json").write_text(content)
    with pytest.raises(VerilodeError, match="manifest.json: damaged manifest"):
        load_snapshot(tmp_path, snapshot.id)


def test_a_stray_file_beside_the_snapshots_is_no_snapshot(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    assert [s.id for s in list_snapshots(tmp_path)] == [snapshot.id]
