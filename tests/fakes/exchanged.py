"""Records through an export and back through the readers, as a person would carry them to another tool."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA
from pipelines.exports import EXPORTS, Tally
from pipelines.sources import Bad, ColumnMapping, open_source

Fields = dict[str, Any]


def batch(*records: Fields) -> pa.RecordBatch:
    """Records with these fields, numbered; messages may be a list."""
    return pa.RecordBatch.from_pylist([_row(i, record) for i, record in enumerate(records)], RECORD_SCHEMA)


def _row(number: int, fields: Fields) -> Fields:
    chat = fields.get("messages")
    text = json.dumps(chat, ensure_ascii=False) if isinstance(chat, list) else chat
    place = {"record_id": f"r{number}", "source": "a.jsonl", "file": "a.jsonl", "line": number, "byte_offset": 0}
    return {**place, "meta": "{}", **fields, "messages": text}


def written(folder: Path, name: str, records: Sequence[Fields], **options: Any) -> Tally:
    """Export the records as the split `train` into `folder`."""
    folder.mkdir(exist_ok=True)
    return EXPORTS.build(name, options)(folder, {"train": [batch(*records)]})["train"]


def file_in(folder: Path) -> Path:
    """The data file below an export's folder."""
    (file,) = (path for path in folder.rglob("train.*"))
    return file


def read_back(folder: Path) -> list[Fields]:
    """What ingest would make of an export, without any mapping."""
    rows = list(open_source(file_in(folder)))
    found = [row if isinstance(row, Bad) else ColumnMapping().apply(row) for row in rows]
    assert not [bad for bad in found if isinstance(bad, Bad)]
    return found


def content(record: Fields) -> Fields:
    """The content fields that hold something, messages as a list."""
    filled = {name: record.get(name) for name in CONTENT_FIELDS if (record.get(name) or "") and record[name] != []}
    filled = {name: value for name, value in filled.items() if not isinstance(value, str) or value.strip()}
    if isinstance(filled.get("messages"), str):
        filled["messages"] = json.loads(filled["messages"])
    return filled
