"""The record: one example, its Arrow columns and its stable id."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.ids import digest

CONTENT_FIELDS = ("system", "instruction", "response", "rejected", "messages", "text", "label")
"""Columns that say what the example is; the others say where it came from.

In a preference pair `response` is the chosen answer and `rejected` the worse one.
"""

RECORD_SCHEMA = pa.schema(
    [("record_id", pa.string())]
    + [(name, pa.string()) for name in CONTENT_FIELDS]
    + [("source", pa.string()), ("file", pa.string()), ("line", pa.int64()), ("byte_offset", pa.int64())]
    + [("group", pa.string()), ("meta", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Record:
    """One example as row-wise code sees it; `None` where the source had nothing."""

    record_id: str
    system: str | None = None
    instruction: str | None = None
    response: str | None = None
    rejected: str | None = None
    messages: str | None = None
    text: str | None = None
    label: str | None = None
    source: str = ""
    file: str = ""
    line: int = 0
    byte_offset: int = 0
    group: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The words of the example: what duplicates are compared by and length is measured on."""
        if self.text is not None:
            return self.text
        if self.instruction is not None:
            return "\n".join(part for part in (self.instruction, self.response) if part)
        return "\n".join(str(turn.get("content") or "") for turn in json.loads(self.messages or "[]"))

    @property
    def answer(self) -> str | None:
        """What the source says the answer is: the response, or the label of a plain text."""
        return self.response if self.response is not None else self.label


_NAMES = tuple(f.name for f in fields(Record))


def rows(batch: pa.RecordBatch | pa.Table) -> Iterator[Record]:
    """The records of a batch, in order; missing columns but `record_id` read as the defaults of `Record`."""
    present = [name for name in _NAMES if name in batch.schema.names]
    columns = [batch.column(name).to_pylist() for name in present]
    for values in zip(*columns, strict=True):
        row = dict(zip(present, values, strict=True))
        row["meta"] = json.loads(row.get("meta") or "{}")
        yield Record(**row)


def bodies(batch: pa.RecordBatch | pa.Table) -> pa.Array | pa.ChunkedArray:
    """`Record.body` of every row of a batch with `RECORD_SCHEMA` columns, as large strings, without a row object."""
    if isinstance(batch, pa.Table):
        return pa.chunked_array(map(bodies, batch.to_batches()), pa.large_string())
    text, asked = (batch[name].cast(pa.large_string()) for name in ("text", "instruction"))
    question = pc.fill_null(asked, "")
    answer = pc.fill_null(batch["response"].cast(pa.large_string()), "")
    both = pc.and_(pc.not_equal(question, ""), pc.not_equal(answer, ""))
    between = pc.if_else(both, pa.scalar("\n", pa.large_string()), pa.scalar("", pa.large_string()))
    joined = pc.binary_join_element_wise(question, answer, between)
    found = pc.coalesce(text, pc.if_else(pc.is_valid(asked), joined, pa.scalar(None, pa.large_string())))
    if not found.null_count:
        return found
    chats = batch["messages"].filter(pc.is_null(found)).to_pylist()
    spoken = pa.array([Record("", messages=chat).body for chat in chats], found.type)
    return pc.replace_with_mask(found, pc.is_null(found), spoken)


def normal_form(text: str) -> str:
    """NFC with every run of white space as one space: what an id is computed from, never what is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def normal_content(content: Mapping[str, str | None]) -> dict[str, str]:
    """The content fields in normal form, blank ones left out: two rows are the same content when these are equal."""
    forms = {name: normal_form(content.get(name) or "") for name in CONTENT_FIELDS}
    return {name: form for name, form in forms.items() if form}


def record_id(content: Mapping[str, str | None], source: str, occurrence: int) -> str:
    """A stable id of 32 hex digits for the `occurrence`-th (from 0) record of `source` with this content.

    It does not depend on the line, so re-ordering or inserting rows leaves the ids of the others alone.
    """
    return digest([normal_content(content), source, occurrence])[:32]
