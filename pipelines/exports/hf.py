"""A Hugging Face `datasets` folder, for `load_dataset` or for `load_from_disk`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from pipelines.core.ids import digest
from pipelines.exports._columns import USUAL, chosen_batches
from pipelines.exports._parquet import write_parquet
from pipelines.exports._tally import Batches, Export, Tally

_TYPES = {pa.string(): "string", pa.int64(): "int64", pa.float64(): "float64", pa.bool_(): "bool"}


def hf(*, layout: Literal["hub", "disk"] = "hub", origin: bool = False) -> Export:
    """A `datasets` folder with the content fields, `messages` and `meta` as JSON text; carries everything.

    Args:
        layout: `hub` is Parquet with a card, for load_dataset; `disk` is Arrow, for load_from_disk.
        origin: Also who verified each record and when, and the file and line it came from.
    """
    return _Hub(origin) if layout == "hub" else _Disk(origin)


@dataclass(frozen=True, slots=True)
class _Hub:
    origin: bool
    lacks: str = ""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        (folder / "data").mkdir()
        tallies = {
            split: write_parquet(folder / "data" / f"{split}.parquet", batches, self.origin)
            for split, batches in splits.items()
        }
        filled = [split for split, tally in tallies.items() if tally.rows]
        for split in tallies.keys() - set(filled):
            (folder / "data" / f"{split}.parquet").unlink()  # load_dataset fails on a split without rows
        (folder / "README.md").write_text(_card(filled), encoding="utf-8")
        return tallies


def _card(splits: Iterable[str]) -> str:
    files = "".join(f"  - split: {split}\n    path: data/{split}.parquet\n" for split in splits)
    return f"---\nconfigs:\n- config_name: default\n  data_files:\n{files}---\n"


@dataclass(frozen=True, slots=True)
class _Disk:
    """The folder `DatasetDict.save_to_disk` writes, but with a fingerprint that follows from the content."""

    origin: bool
    lacks: str = ""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        _write_json(folder / "dataset_dict.json", {"splits": list(splits)})
        return {split: self._write(folder / split, split, batches) for split, batches in splits.items()}

    def _write(self, folder: Path, split: str, batches: Batches) -> Tally:
        folder.mkdir()
        empty = pa.schema([(name, pa.string()) for name in USUAL])
        chosen = list(chosen_batches(batches, self.origin))
        table = pa.Table.from_batches(chosen, chosen[0].schema if chosen else empty)
        with pa.ipc.new_stream(folder / "data-00000-of-00001.arrow", table.schema) as out:
            out.write_table(table)
        features = {f.name: {"dtype": _TYPES[f.type], "_type": "Value"} for f in table.schema}
        _write_json(folder / "dataset_info.json", {"citation": "", "description": "", "features": features})
        ids = table["record_id"].to_pylist() if "record_id" in table.schema.names else []
        _write_json(folder / "state.json", _state(split, digest([split, ids])[:16]))
        return Tally(table.num_rows, table.num_rows)


def _state(split: str, fingerprint: str) -> dict[str, Any]:
    return {
        "_data_files": [{"filename": "data-00000-of-00001.arrow"}],
        "_fingerprint": fingerprint,
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
