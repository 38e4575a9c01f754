"""Exports that turn each record into JSON objects: a file of lines, or of one array."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.progress import progress
from pipelines.core.records import Record, rows
from pipelines.exports._tally import Batches, Tally, Uncarried

_TEXTS = ("system", "instruction", "response", "text", "label")
_REPORTED = 4096

Shape = Callable[[Record], list[dict[str, Any]]]
"""A record as the objects that stand for it; raises `Uncarried` for one that has no such form."""


@dataclass(frozen=True, slots=True)
class Objects:
    """An export of objects: `SPLIT.jsonl`, or `SPLIT.json` with one `array`.

    `ids` adds `record_id` to every object; `pairs` says that rejected answers are written.
    """

    shape: Shape
    lacks: str = ""
    ids: bool = False
    array: bool = False
    pairs: bool = False

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        """Write every split; one without objects gets no file, for loaders stumble over empty ones."""
        return {split: self._write(folder, split, batches) for split, batches in splits.items()}

    def _write(self, folder: Path, split: str, batches: Batches) -> Tally:
        tally, path = Tally(), folder / f"{split}.{'json' if self.array else 'jsonl'}"
        start, between, end = ("[\n", ",\n", "\n]\n") if self.array else ("", "\n", "\n")
        with path.open("w", encoding="utf-8", newline="") as out:
            for made in self._objects(split, batches, tally):
                out.write((between if tally.rows else start) + json.dumps(made, ensure_ascii=False))
                tally.rows += 1
            out.write(end)
        if not tally.rows:
            path.unlink()
        return tally

    def _objects(self, split: str, batches: Batches, tally: Tally) -> Iterator[dict[str, Any]]:
        for record in (record for batch in batches for record in rows(batch)):
            try:
                made = self.shape(record)
            except Uncarried as reason:
                tally.left_out[str(reason)] += 1
                continue
            tally.written += 1
            tally.lost.update(_lost(record, made))
            tally.lost.update(["rejected"] if _filled(record.rejected) and not self.pairs else [])
            if tally.written % _REPORTED == 0:
                progress(f"export {split}", tally.written)
            yield from ({"record_id": record.record_id, **each} if self.ids else each for each in made)


def _lost(record: Record, made: list[dict[str, Any]]) -> list[str]:
    """The fields whose text is nowhere in the objects; a text that was put into a question counts as carried."""
    said = set(_strings(made))
    given = {name: value for name in _TEXTS if _filled(value := getattr(record, name))}
    gone = [name for name, value in given.items() if value not in said]
    return [name for name in gone if name != "text" or not any(given["text"] in each for each in said)]


def _filled(text: str | None) -> bool:
    return text is not None and bool(text.strip())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
