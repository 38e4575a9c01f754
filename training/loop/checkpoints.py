"""Checkpoints: complete with a marker that was written last, or as good as absent."""

import hashlib
import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.files import sync_tree, write_atomically

MARKER = "complete.json"
_STATE = "trainer_state.json"
_KEPT = 2
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A complete checkpoint: the step it was made after, and its folder."""

    step: int
    folder: Path

    def state(self) -> dict[str, Any]:
        """What the trainer knew of the run at that step."""
        return json.loads((self.folder / _STATE).read_text(encoding="utf-8"))


def mark_complete(checkpoint: Path) -> None:
    """Flush a checkpoint to disk and then say, with a digest of each file, that nothing of it is missing."""
    sync_tree(checkpoint)
    files = {str(path.relative_to(checkpoint)): _digest(path) for path in _files(checkpoint)}
    write_atomically(checkpoint / MARKER, json.dumps({"files": files}, indent=1).encode())


def is_complete(checkpoint: Path) -> bool:
    """Whether every file the marker names is there, byte for byte."""
    try:
        files = json.loads((checkpoint / MARKER).read_text(encoding="utf-8"))["files"]
        return bool(files) and all(_digest(checkpoint / name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def take_up(folder: Path, *, clean: bool = True) -> tuple[Checkpoint | None, int]:
    """The checkpoint a run goes on from, and how many others were removed because nothing can go on from them.

    It is the newest complete one whose best predecessor, the weights that might be chosen in the end, is complete too.

    Args:
        folder: The run's folder.
        clean: Whether to remove them; of several processes one does.
    """
    found = _found(folder)
    complete = {step: path for step, path in found.items() if is_complete(path)}
    chosen = next((step for step in sorted(complete, reverse=True) if _best_is_there(step, complete)), 0)
    lost = [path for step, path in found.items() if step not in complete or step > chosen]
    for path in lost if clean else ():
        _LOG.warning("%s is not complete and was removed", path)
        shutil.rmtree(path)
    return (Checkpoint(chosen, complete[chosen]) if chosen else None), len(lost)


def rotate(folder: Path, best: int | None) -> None:
    """Keep the newest and the best checkpoint, or the newest two; called once the newest is marked complete.

    Args:
        folder: The run's folder.
        best: Step of the best one so far, if there is one.
    """
    marked = {step: path for step, path in _found(folder).items() if (path / MARKER).exists()}
    kept = {*sorted(marked)[-1:], *({best} & set(marked))}
    for step in sorted(marked, reverse=True):
        if len(kept) < _KEPT:
            kept.add(step)
        if step not in kept:
            (marked[step] / MARKER).unlink()  # first, so that a kill leaves no half of it that looks whole
            shutil.rmtree(marked[step])


def _best_is_there(step: int, complete: dict[int, Path]) -> bool:
    best = Checkpoint(step, complete[step]).state().get("best_global_step")
    return best is None or best in complete


def _found(folder: Path) -> dict[int, Path]:
    named = ((path.name.rpartition("-")[2], path) for path in (folder / "checkpoints").glob("checkpoint-*"))
    return {int(number): path for number, path in named if number.isdecimal()}


def _files(checkpoint: Path) -> list[Path]:
    return sorted(path for path in checkpoint.rglob("*") if path.is_file() and path.name != MARKER)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
