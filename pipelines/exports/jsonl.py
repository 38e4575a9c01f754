"""JSON Lines: the record's own fields, those without a value left out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.exports._columns import chosen_rows
from pipelines.exports._tally import Batches, Export, Tally


def jsonl(*, origin: bool = False) -> Export:
    """One object per line with the content fields, `messages` and `meta` as JSON values; carries everything.

    Args:
        origin: Also who verified each record and when, and the file and line it came from.
    """
    return _Jsonl(origin)


@dataclass(frozen=True, slots=True)
class _Jsonl:
    origin: bool
    lacks: str = ""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        return {split: self._write(folder / f"{split}.jsonl", batches) for split, batches in splits.items()}

    def _write(self, path: Path, batches: Batches) -> Tally:
        written = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            for row in chosen_rows(batches, self.origin):
                out.write(json.dumps(dict(_members(row)), ensure_ascii=False) + "\n")
                written += 1
        if not written:
            path.unlink()  # loaders stumble over empty files
        return Tally(written, written)


def _members(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        value = json.loads(value) if name in ("messages", "meta") and value else value
        if value not in (None, {}):
            yield name, value
