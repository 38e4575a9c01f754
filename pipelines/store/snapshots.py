"""Snapshots: immutable, content-addressed folders of labelled records with their splits."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.ids import digest, merkle_root
from pipelines.core.records import CONTENT_FIELDS
from pipelines.store.version import code_version

SPLITS = ("train", "validation", "test")
_MANIFEST, _SEAL = "manifest.json", "SEAL"
_EXPECTED = {"id", "created_at", "counts", "identity", "files"}

ROW_SCHEMA = pa.schema(
    [("record_id", pa.string())]
    + [(name, pa.string()) for name in CONTENT_FIELDS]
    + [("label_state", pa.string()), ("verified_by", pa.string()), ("verified_at", pa.string())]
    + [("blind", pa.bool_()), ("confidence", pa.float64())]
    + [("source", pa.string()), ("file", pa.string()), ("line", pa.int64())]
    + [("group", pa.string()), ("cluster", pa.string()), ("meta", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen version of the data: `id` is derived from everything that matters in it."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The content address."""
        return self.manifest["id"]

    def rows(self, split: str) -> pa.Table:
        """The records of one split, with `ROW_SCHEMA` columns."""
        return pq.read_table(self.folder / "data" / f"{split}.parquet")


def write_snapshot(
    root: Path,
    splits: Mapping[str, pa.Table],
    facts: Mapping[str, Any],
    documents: Iterable["Document"],
    attach: Callable[[Path], None] | None = None,
) -> Snapshot:
    """Freeze splits into `root/<id>`; freezing the same content again gives the snapshot that is there.

    Args:
        root: The project's snapshot folder.
        splits: One table with `ROW_SCHEMA` columns per split.
        facts: What the identity covers beside the rows: recipe, parents, certificate, leak report. JSON values.
        documents: Renderers of the card and the metadata, called with the manifest.
        attach: Called with the folder to add files that can be derived from the rows; they are hashed like all others
            but are no part of the identity.
    """
    identity = _identity(splits, facts)
    name = digest(identity)[:16]
    if (root / name).exists():
        return load_snapshot(root, name)
    manifest = {
        "id": name,
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "counts": {split: splits[split].num_rows for split in SPLITS},
        "identity": identity,
    }
    with suppress(FileExistsError), folder_atomically(root / name) as folder:  # others may freeze the same meanwhile
        (folder / "data").mkdir()
        for split in SPLITS:
            pq.write_table(splits[split], folder / "data" / f"{split}.parquet", compression="zstd")
        if attach is not None:
            attach(folder)
        manifest["files"] = {path: _file_hash(folder / path) for path in _files(folder)}
        for document in documents:
            (folder / document.name).write_text(document.render(manifest), encoding="utf-8")
        manifest["files"] = {path: _file_hash(folder / path) for path in _files(folder)}
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (folder / _MANIFEST).write_text(text, encoding="utf-8")
        (folder / _SEAL).write_text(hashlib.sha256(text.encode()).hexdigest() + "\n")
    return load_snapshot(root, name)


def parents_of(root: Path, splits: Mapping[str, pa.Table], facts: Mapping[str, Any]) -> list[str]:
    """The parents a snapshot of this content has: the newest one, or that one's own when it is this very content.

    Without the exception, freezing unchanged data would make a child of itself every time.
    """
    known = list_snapshots(root)
    if not known:
        return []
    newest = known[-1]
    parents = newest.manifest["identity"]["parents"]
    return parents if digest(_identity(splits, {**facts, "parents": parents}))[:16] == newest.id else [newest.id]


def _identity(splits: Mapping[str, pa.Table], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "rows": {name: _rows_root(splits[name]) for name in SPLITS}, "code": code_version()}


@dataclass(frozen=True, slots=True)
class Document:
    """A text file of a snapshot that is made from its manifest."""

    name: str
    render: Any


def load_snapshot(root: Path, name: str) -> Snapshot:
    """The snapshot whose id is, or starts with, `name`."""
    folders = [f for f in _snapshot_folders(root) if f.name.startswith(name)] if name else []
    if len(folders) != 1:
        reason = "no snapshot" if not folders else "more than one snapshot"
        raise VerilodeError(f"{reason} with id {name!r}; see: verilode snapshot list")
    manifest = folders[0] / _MANIFEST
    try:
        snapshot = Snapshot(folders[0], json.loads(manifest.read_text(encoding="utf-8")))
    except (ValueError, OSError) as damage:
        raise VerilodeError(f"damaged manifest: {damage}", file=manifest) from None
    if not isinstance(snapshot.manifest, dict) or not snapshot.manifest.keys() >= _EXPECTED:
        raise VerilodeError("damaged manifest: not that of a snapshot", file=manifest)
    return snapshot


def list_snapshots(root: Path) -> list[Snapshot]:
    """All snapshots, oldest first."""
    found = [load_snapshot(root, folder.name) for folder in _snapshot_folders(root)]
    return sorted(found, key=lambda s: (s.manifest["created_at"], s.id))


def verify_snapshot(snapshot: Snapshot) -> list[str]:
    """Re-hash everything; one line per thing that is not as it was frozen, so an empty list means sound."""
    return list(_problems(snapshot))


def _problems(snapshot: Snapshot) -> Iterator[str]:
    folder, manifest = snapshot.folder, snapshot.manifest
    text = (folder / _MANIFEST).read_bytes()
    if not (folder / _SEAL).exists() or (folder / _SEAL).read_text() != hashlib.sha256(text).hexdigest() + "\n":
        yield f"{_MANIFEST}: does not match its seal"
    if digest(manifest.get("identity"))[:16] != manifest.get("id") or folder.name != manifest.get("id"):
        yield f"{_MANIFEST}: the id does not follow from the content"
    for path, wanted in manifest.get("files", {}).items():
        if not (folder / path).is_file():
            yield f"{path}: missing"
        elif _file_hash(folder / path) != wanted:
            yield f"{path}: changed"
    for path in set(_files(folder)) - {_MANIFEST, _SEAL} - set(manifest.get("files", {})):
        yield f"{path}: does not belong here"
    yield from _row_problems(snapshot)


def _row_problems(snapshot: Snapshot) -> Iterator[str]:
    for split in SPLITS:
        try:
            root = _rows_root(snapshot.rows(split))
        except (OSError, pa.ArrowException) as damage:
            yield f"data/{split}.parquet: unreadable ({str(damage).splitlines()[0]})"
            continue
        if root != snapshot.manifest["identity"]["rows"][split]:
            yield f"data/{split}.parquet: the records are not the frozen ones"


def _rows_root(table: pa.Table) -> str:
    """Merkle root over canonical rows: it depends on values only, not on codec or writer version."""
    return merkle_root(digest(row) for row in table.select(ROW_SCHEMA.names).to_pylist())


def _files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def _file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _snapshot_folders(root: Path) -> list[Path]:
    return [f for f in root.iterdir() if f.is_dir() and not f.name.startswith(".")] if root.exists() else []
