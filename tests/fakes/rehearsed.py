"""A preflight as the worker would have left it, made without torch."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.store.project import Project
from training.config import RunConfig, write_config
from training.preflight.failure import Failure, one_line
from training.preflight.histogram import Bin
from training.preflight.report import FILE, Part, Report, Shown, as_json
from training.preflight.taught import Token
from training.rehearsal import reports_folder

TOKENS = [
    Token(1, "<|user|>", False),
    Token(7, "which\n", False),
    Token(8, " <b>eye", False),
    Token(2, "<|assistant|>", False),
    Token(9, "left", True),
    Token(4, "<|end|>", True),
]
REPORT = Report(
    snapshot="s1",
    base="tiny",
    trainer="sft",
    max_length=16,
    splits={"train": Part(4, 60, 8, 20), "replay": Part(1, 10, 2, 10), "test": Part(2, 20, 4, 10)},
    rows=5,
    tokens=70,
    supervised=10,
    histogram=[Bin(8, 16, 4), Bin(16, 24, 1)],
    over_rows=1,
    over_tokens=4,
    packed_rows=4,
    filled=0.75,
    packing=False,
    steps_per_epoch=2,
    epochs=1.5,
    failures=[],
    notes=["padding uses the *stop* token"],
    records=[Shown("r1", "train", "longest row", TOKENS), Shown("r2", "replay", "random", TOKENS[3:])],
)


def failing(*failures: Failure) -> Report:
    """The report with these failures."""
    return replace(REPORT, failures=list(failures), failure=one_line(failures))


def rehearsed(
    project: Project, snapshot: str, report: Report | None = REPORT, *, at: float | None = None, **status: Any
) -> Path:
    """Leave a finished preflight of a snapshot in the project; its folder.

    Args:
        project: Where.
        snapshot: Id of the snapshot.
        report: What it found; None if it failed.
        at: When it started, in seconds since 1970; default now.
        status: What its status says instead.
    """
    config = RunConfig(str(project.snapshots / snapshot), "/models/tiny", "b" * 64, seed=int(at or 0))
    folder = reports_folder(project) / config.id
    write_config(folder / "run.yaml", config)
    told = folder / "status.json"
    told.write_text(json.dumps({"state": "finished", "task": "preflight", "reason": None, **status}))
    if at is not None:
        os.utime(told, (at, at))
    if report is not None:
        (folder / FILE).write_bytes(as_json(replace(report, snapshot=snapshot)))
    return folder
