"""The files of an evaluation: what every model answered, and what each answer scored."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.store.facts import SCHEMAS
from training.evaluation.sheet import Sheet

OUTPUTS, ITEMS = "outputs.parquet", "items.parquet"
_ITEMS = pa.schema(
    [("record_id", pa.string()), ("set", pa.string()), ("model", pa.string())]
    + [("metric", pa.string()), ("score", pa.float64())]
)


def write_outputs(folder: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write both files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / OUTPUTS, pa.Table.from_pylist(list(_outputs(sheets)), SCHEMAS["outputs"]))
    _write(folder / ITEMS, pa.Table.from_pylist(list(_items(sheets)), _ITEMS))


def _write(path: Path, table: pa.Table) -> None:
    temporary = path.with_name(f".{path.name}")
    pq.write_table(table, temporary)
    temporary.replace(path)


def _outputs(sheets: Mapping[str, Sheet]) -> Iterator[dict[str, Any]]:
    for name, sheet in sheets.items():
        for model, answers in sheet.answers.items():
            for one in answers:
                said = {"prompt": one.prompt, "expected": one.expected, "answered": one.answered}
                yield {
                    **{"record_id": one.record_id, "set": name, "model": model},
                    **said,
                    "confidence": one.confidence,
                }


def _items(sheets: Mapping[str, Sheet]) -> Iterator[dict[str, Any]]:
    for name, sheet in sheets.items():
        for metric, of_models in sheet.scores.items():
            for model, score in of_models.items():
                for one, value in zip(sheet.answers[model], score.items or (), strict=False):
                    known = {"record_id": one.record_id, "set": name, "model": model}
                    yield {**known, "metric": metric, "score": value}
