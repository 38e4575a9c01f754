"""CSV as RFC 4180 describes it, safe to open in a spreadsheet program."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.exports._sheet import sheet_rows
from pipelines.exports._tally import Batches, Export, Tally

_UNFIT = re.compile(r"\0")


def csv(*, bom: bool = False, origin: bool = False) -> Export:
    """All content fields as quoted columns, cells that look like formulas behind an apostrophe; carries everything.

    Args:
        bom: Begin with a byte order mark, without which Excel takes UTF-8 for something else.
        origin: Also who verified each record and when, and the file and line it came from.
    """
    return _Csv(bom, origin)


@dataclass(frozen=True, slots=True)
class _Csv:
    bom: bool
    origin: bool
    lacks: str = ""

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        return {split: self._write(folder / f"{split}.csv", batches) for split, batches in splits.items()}

    def _write(self, path: Path, batches: Batches) -> Tally:
        lines = 0
        with path.open("w", encoding="utf-8-sig" if self.bom else "utf-8", newline="") as out:
            for cells in sheet_rows(batches, self.origin, _UNFIT):
                out.write(",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n")
                lines += 1
        if not lines:
            path.unlink()
        return Tally(max(0, lines - 1), max(0, lines - 1))
