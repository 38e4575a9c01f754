"""The demo's base model and the general rows beside it: from the cache, or built in the worker."""

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from pipelines.core.files import write_atomically
from pipelines.samples.general import general
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot
from training.base.tiny import TinyOptions, TinyTexts, tiny_key
from training.process import run_worker

TINY = "tiny"
"""The name of the demo's own base, where a folder or a hub name could stand."""
_MOST_LABELS = 200
"""Different answers up to which they are taken for a list to choose from."""


class GeneralFiles(NamedTuple):
    """What the tiny base learns, what is replayed while tuning, and what is asked afterwards."""

    pretrain: Path
    replay: Path
    test: Path


def general_files(project: Project) -> GeneralFiles:
    """The general rows, written once per project."""
    folder = project.root / "raw"
    files = GeneralFiles(*(folder / f"general-{part}.jsonl" for part in ("pretrain", "replay", "test")))
    if not all(file.exists() for file in files):
        general()(folder)
    return files


def tiny_base(project: Project, snapshot: Snapshot, options: TinyOptions | None = None) -> Path:
    """The demo's base model for this snapshot's texts: from the cache, or built in the worker."""
    texts, file, options = tiny_texts(snapshot), general_files(project).pretrain, options or TinyOptions()
    folder = cache_folder() / f"tiny-{tiny_key(texts, file, options)}"
    if not folder.exists():
        order = folder.parent / f"{folder.name}.order"
        order.mkdir(parents=True, exist_ok=True)
        wanted = {"texts": asdict(texts), "general": str(file), "options": asdict(options)}
        write_atomically(order / "base.json", json.dumps(wanted).encode())
        run_worker("base", order, out=str(folder))
        shutil.rmtree(order, ignore_errors=True)  # the project's texts have no business in the cache
    return folder


def tiny_texts(snapshot: Snapshot) -> TinyTexts:
    """What the tiny base may read of a snapshot: its training rows.

    Answers out of a list become words of its tokenizer; written ones are read by the tokenizer like the questions.
    """
    rows = snapshot.rows("train")
    asked = [prompt or "" for prompt in rows["instruction"].to_pylist()]
    plain = [text or prompt for text, prompt in zip(rows["text"].to_pylist(), asked, strict=True)]
    answers = sorted({answer for answer in rows["response"].to_pylist() if answer})
    listed = len(answers) <= _MOST_LABELS
    return TinyTexts(plain, asked if listed else [*asked, *answers], answers if listed else [])


def cache_folder() -> Path:
    """Where built base models are kept: VERILODE_CACHE, else the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("VERILODE_CACHE") or Path(home) / "verilode") / "base"
