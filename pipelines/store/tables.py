"""The table lane: Parquet facts in commits that are visible whole or not at all."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.ids import digest
from pipelines.store.facts import SCHEMAS
from pipelines.store.version import code_version

QUARANTINE = "quarantine.jsonl"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Counts:
    """Conservation of one step: `in = kept + dropped + quarantined`, always."""

    in_: int = 0
    kept: int = 0
    dropped: int = 0
    quarantined: int = 0

    @property
    def conserved(self) -> bool:
        """Whether nothing vanished."""
        return self.in_ == self.kept + self.dropped + self.quarantined

    def as_dict(self) -> dict[str, int]:
        """With the key `in`, which Python does not allow as a name."""
        return {
            "in": self.in_,
            "kept": self.kept,
            "dropped": self.dropped,
            "quarantined": self.quarantined,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, int]) -> "Counts":
        """The reverse of `as_dict`."""
        return cls(values["in"], values["kept"], values["dropped"], values["quarantined"])


@dataclass(frozen=True, slots=True)
class Commit:
    """What one execution of a step added: its stamp and where its facts lie."""

    folder: Path
    seq: int
    id: str
    step: str
    options: Mapping[str, Any]
    inputs: Sequence[str]
    fingerprint: str
    version: str
    at: str
    kinds: Mapping[str, int]
    counts: Counts
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def quarantine_file(self) -> Path | None:
        """The lines this commit could not read, or None when it read all."""
        path = self.folder / QUARANTINE
        return path if path.exists() else None


def fingerprint(step: str, options: Mapping[str, Any], inputs: Sequence[str]) -> str:
    """What a step's result depends on; equal fingerprints need no second run."""
    return digest([step, dict(options), list(inputs), code_version()])


class CommitWriter:
    """Collects one commit's facts, kind by kind, in a folder nobody can see yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts = Counts()
        self.extra: dict[str, Any] = {}
        self.kinds: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._quarantine: BinaryIO | None = None

    def write(
        self,
        kind: str,
        rows: pa.Table | pa.RecordBatch | Sequence[Mapping[str, Any]],
        schema: pa.Schema | None = None,
    ) -> None:
        """Append rows of one kind; columns they lack become null, columns the kind lacks are refused.

        `schema` is for signals, whose columns are the commit's own.
        """
        schema = SCHEMAS[kind] if schema is None else schema
        table = _as_table(rows, schema)
        if kind not in self._writers:
            self._writers[kind] = pq.ParquetWriter(self.folder / f"{kind}.parquet", schema, compression="zstd")
            self.kinds[kind] = 0
        self._writers[kind].write_table(table)
        self.kinds[kind] += table.num_rows

    def quarantine(self, line: bytes) -> None:
        """Append one line (ending in a newline) to the quarantine file."""
        if self._quarantine is None:
            self._quarantine = (self.folder / QUARANTINE).open("ab")
        self._quarantine.write(line)

    def close(self) -> None:
        """Finish the files."""
        if self._quarantine is not None:
            self._quarantine.close()
        for writer in self._writers.values():
            writer.close()


def _as_table(rows: pa.Table | pa.RecordBatch | Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    if isinstance(rows, pa.RecordBatch):
        rows = pa.Table.from_batches([rows])
    if not isinstance(rows, pa.Table):
        return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    if unknown := set(rows.schema.names) - set(schema.names):
        raise ValueError(f"columns {sorted(unknown)} do not belong to this fact kind")
    columns = [
        rows[f.name].cast(f.type) if f.name in rows.schema.names else pa.nulls(rows.num_rows, f.type) for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


class TableLane:
    """All commits of a project, in order."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def commits(self, step: str | None = None) -> list[Commit]:
        """The visible commits, oldest first; of one step when it is named."""
        folders = self.root.glob("[0-9]*") if self.root.exists() else []
        found = sorted((_read_commit(f) for f in folders if (f / _MANIFEST).exists()), key=lambda c: c.seq)
        return [c for c in found if step is None or c.step == step]

    def latest(self, step: str) -> Commit | None:
        """The newest commit of a step."""
        return next(reversed(self.commits(step)), None)

    def find(self, wanted: str) -> Commit | None:
        """The newest commit with this fingerprint: work that need not be done again."""
        return next((c for c in reversed(self.commits()) if c.fingerprint == wanted), None)

    @contextmanager
    def begin(
        self, step: str, *, options: Mapping[str, Any] | None = None, inputs: Iterable[str] = ()
    ) -> Iterator[CommitWriter]:
        """Write one commit; it appears when the block ends well and leaves nothing when it does not."""
        chosen, basis = dict(options or {}), list(inputs)
        stamp = fingerprint(step, chosen, basis)
        with _only_writer(self.root):
            seq = max((c.seq for c in self.commits()), default=0) + 1
            name = f"{seq:05d}-{step}-{stamp[:8]}"
            with folder_atomically(self.root / name) as folder:
                writer = CommitWriter(folder)
                try:
                    yield writer
                finally:
                    writer.close()
                if not writer.counts.conserved:
                    raise AssertionError(f"step {step} lost records: {writer.counts}")
                manifest = {
                    "seq": seq,
                    "id": name,
                    "step": step,
                    "options": chosen,
                    "inputs": basis,
                    "fingerprint": stamp,
                    "version": code_version(),
                    "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "kinds": writer.kinds,
                    "counts": writer.counts.as_dict(),
                    "extra": writer.extra,
                }
                (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))

    def scan(
        self,
        kind: str,
        commits: Iterable[Commit] | None = None,
        columns: Sequence[str] | None = None,
        batch_size: int = 8192,
    ) -> Iterator[pa.RecordBatch]:
        """The facts of one kind, batch by batch, in commit order; other columns than those named are not even read."""
        for commit in self.commits() if commits is None else commits:
            if kind in commit.kinds:
                with _parquet(commit, kind) as file:
                    yield from file.iter_batches(batch_size, columns=None if columns is None else list(columns))

    def read(self, kind: str, commits: Iterable[Commit] | None = None) -> pa.Table:
        """The facts of one kind as one table; empty, with the right columns, where there are none."""
        return pa.Table.from_batches(self.scan(kind, commits), schema=SCHEMAS[kind])

    def columns(self, kind: str, commit: Commit, names: Sequence[str]) -> pa.Table:
        """Some columns of one commit's facts, with the types they were written in.

        A column that the kind has now and had not when the commit was made is null.
        """
        with _parquet(commit, kind) as file:
            there = set(file.schema_arrow.names)
            found = file.read([name for name in names if name in there])
        for name in names:
            if name not in there:
                found = found.append_column(name, pa.nulls(found.num_rows, SCHEMAS[kind].field(name).type))
        return found.select(list(names))

    def named(self, kind: str, names: Iterable[str], commits: Iterable[Commit]) -> pa.Table:
        """The facts of one kind about these records; only pieces of files that hold one are read whole."""
        wanted = pa.array(list(names), pa.string())
        found = [SCHEMAS[kind].empty_table()] if kind in SCHEMAS else []
        for commit in commits:
            if kind in commit.kinds:
                with _parquet(commit, kind) as file:
                    for group in range(file.num_row_groups):
                        hits = pc.is_in(file.read_row_group(group, ["record_id"])["record_id"], wanted)
                        if pc.any(hits).as_py():
                            found.append(file.read_row_group(group).filter(hits))
        return pa.concat_tables(found) if found else pa.table({})


def _parquet(commit: Commit, kind: str) -> pq.ParquetFile:
    return pq.ParquetFile(commit.folder / f"{kind}.parquet")


def _read_commit(folder: Path) -> Commit:
    try:
        stamp = json.loads((folder / _MANIFEST).read_text())
        stamp["counts"] = Counts.from_dict(stamp["counts"])
        return Commit(folder=folder, **stamp)
    except (ValueError, TypeError, KeyError) as damage:
        raise VerilodeError(f"damaged manifest: {damage}", file=folder / _MANIFEST) from damage


@contextmanager
def _only_writer(root: Path) -> Iterator[None]:
    """Hold the lane's lock; the system frees it when the holder dies, so it cannot go stale."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise VerilodeError(
                f"another verilode command is writing to this project ({lock.read().strip() or 'unknown'})"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield
