"""One file's rows on their way into one commit, batch by batch."""

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

import pyarrow as pa

from pipelines.core.ids import canonical_json
from pipelines.core.progress import progress
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA
from pipelines.run.naming import KnownIds, RecordIds
from pipelines.sources import Bad, ColumnMapping, Part, Row, quarantine_line
from pipelines.store.selection import ingests
from pipelines.store.tables import CommitWriter, Counts, TableLane

_BATCH = 8192
_BATCH_BYTES = 64 * 1024 * 1024
_TEXTS = (*CONTENT_FIELDS, "group")


def known_ids(lane: TableLane, source: str) -> KnownIds:
    """The ids the project has from this source; those of another source differ from all of them."""
    return KnownIds(_stored_ids(lane, source))


def _stored_ids(lane: TableLane, source: str) -> Iterator[Sequence[str]]:
    same = [commit for commit in ingests(lane) if commit.options.get("source") == source]
    for batch in lane.scan("records", same, columns=["record_id"]):
        yield batch.column(0).to_pylist()


class Intake:
    """Reads one part into one commit; holds a batch of rows and a few bytes for each one before."""

    def __init__(self, writer: CommitWriter, known: KnownIds, file: str, source: str) -> None:
        self.writer = writer
        self.known = known
        self.file = file
        self.source = source
        self.ids = RecordIds(source)
        self.seen = self.kept = self.bad = 0

    def read(self, part: Part, mapping: ColumnMapping) -> None:
        """Take in every row; write the counts."""
        places: list[Row] = []
        contents: list[Mapping[str, Any]] = []
        held = 0
        self._write(places, contents)  # an empty file has its records, too: none
        for row in part.rows():
            self.seen += 1
            mapped = mapping.apply(row) if isinstance(row, Row) else row
            if isinstance(mapped, Bad):
                self.bad += 1
                self.writer.quarantine(quarantine_line(self.file, mapped))
            else:
                places.append(row)
                contents.append(mapped)
                held += len(row.raw)
                if len(places) == _BATCH or held > _BATCH_BYTES:
                    self._write(places, contents)
                    places, contents, held = [], [], 0
            if self.seen % _BATCH == 0:
                self._tell(part, row)
        self._write(places, contents)
        self.writer.counts = Counts(self.seen, self.kept, 0, self.bad)
        progress(f"ingest {part.file.name}", self.seen, self.seen)

    def _tell(self, part: Part, row: Row | Bad) -> None:
        """Bytes where rows have a place in the file, else rows of nobody knows how many."""
        size = part.size
        if size is not None and 0 <= row.byte_offset <= size:
            progress(f"ingest {part.file.name} (bytes)", row.byte_offset, size)
        else:
            progress(f"ingest {part.file.name}", self.seen)

    def _write(self, places: Sequence[Row], contents: Sequence[Mapping[str, Any]]) -> None:
        names = self.ids.next_batch(contents)
        self.kept += len(names)
        columns: dict[str, Any] = {"record_id": names}
        columns |= {name: [content[name] for content in contents] for name in _TEXTS}
        columns |= {"source": [self.source] * len(names), "file": [self.file] * len(names)}
        columns |= {"line": [row.line for row in places], "byte_offset": [row.byte_offset for row in places]}
        columns["meta"] = [_meta_json(content["meta"]) for content in contents]
        batch = pa.RecordBatch.from_pydict(columns, RECORD_SCHEMA)
        known = self.known.holds(names)
        self.writer.write("records", batch.filter(pa.array(~known)) if known.any() else batch)


def _meta_json(meta: Mapping[str, Any]) -> str:
    """Canonical JSON; written out for plain texts, which is nearly always and several times as fast."""
    if not all(isinstance(text, str) for text in meta.values()):
        return canonical_json(meta).decode()
    return "{" + ",".join(f"{encode_basestring(key)}:{encode_basestring(meta[key])}" for key in sorted(meta)) + "}"
