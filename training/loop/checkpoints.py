"""Checkpoints: which of them is whole, and which is the newest."""

import json
from contextlib import suppress
from pathlib import Path


def newest_checkpoint(folder: Path) -> tuple[int, str | None]:
    """Steps done and folder of the newest complete checkpoint: its trainer state is what is written last."""
    found = {int(path.name.rpartition("-")[2]): path for path in (folder / "checkpoints").glob("checkpoint-*")}
    for step, path in sorted(found.items(), reverse=True):
        with suppress(OSError, ValueError):
            json.loads((path / "trainer_state.json").read_text(encoding="utf-8"))
            return step, str(path)
    return 0, None
