"""metrics.jsonl: what a run reports about itself, whole lines only."""

import json
import os
from pathlib import Path


class MetricsFile:
    """metrics.jsonl: one whole line per report, flushed, so that a reader can follow."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "metrics.jsonl"
        if self._path.exists():  # a killed worker may have left half a line
            seen = self._path.read_bytes()
            os.truncate(self._path, seen.rfind(b"\n") + 1)

    def log(self, row: dict[str, float]) -> None:
        """Append one row.

        Raises:
            ValueError: for a figure that is not a number; JSON has none such.
        """
        line = json.dumps(row, allow_nan=False) + "\n"
        with self._path.open("a", encoding="utf-8") as out:
            out.write(line)
