"""Task: report what the run.yaml in the folder would teach; reads the tokenizer, never the model."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.core.files import write_atomically
from training.config import RunConfig, read_config
from training.data.examples import Example
from training.loop.policy import training_tokenizer
from training.preflight.failure import one_line
from training.preflight.histogram import histogram
from training.preflight.notes import notes_of
from training.preflight.packing import packed_rows
from training.preflight.render import Row, render
from training.preflight.report import FILE, Part, Report, Shown, as_json
from training.preflight.rows import lengths_of
from training.preflight.rules import failures_of
from training.preflight.sample import sample
from training.preflight.taught import taught
from training.preflight.vocabulary import vocabulary
from training.tasks._rows import of_an_epoch, rows_of, tested


def preflight(folder: Path, options: Mapping[str, str]) -> None:
    """Write report.json; rows that fail are named in it and fail no task."""
    config = read_config(folder / "run.yaml")
    tokenizer = training_tokenizer(config)
    words = vocabulary(tokenizer)
    splits, order = rows_of(config)
    rows = {name: render(tokenizer, examples) for name, examples in splits.items()}
    learned = [row for name, part in rows.items() if not tested(name) for row in part]
    measured = [row for name, part in rows.items() if tested(name) for row in part]
    failures = failures_of(learned, words, config.max_length)
    notes = notes_of(tokenizer, words, learned, config.max_length)
    notes += [f"in the test split, {one.sentence}" for one in failures_of(measured, words, config.max_length)]
    report = Report(
        snapshot=Path(config.snapshot).name,
        base=Path(config.base).name,
        trainer=config.trainer,
        max_length=config.max_length,
        splits={name: _part(part) for name, part in rows.items()},
        **_epoch(config, {name: part for name, part in rows.items() if of_an_epoch(name)}, order),
        failures=failures,
        notes=notes,
        records=_shown(tokenizer, rows, int(options.get("records", 8)), config.seed),
        failure=one_line(failures),
    )
    write_atomically(folder / FILE, as_json(report))


def _part(rows: list[Row]) -> Part:
    found = lengths_of(rows)
    return Part(found.rows, found.tokens, found.supervised, found.longest)


def _epoch(config: RunConfig, parts: Mapping[str, list[Row]], order: list[Example]) -> dict[str, Any]:
    """What one pass over the rows costs, in tokens and in steps; a pair is one row of a step and two in tokens."""
    rows, most = [row for part in parts.values() for row in part], config.max_length
    tokens_of, found = {id(row.example): len(row.ids) for row in rows}, lengths_of(rows)
    lengths = [tokens_of[id(example)] for example in order]
    units = len(parts["train"]) + len(parts.get("replay", []))
    packed = packed_rows(lengths, most)
    steps = math.ceil((packed if config.packing else units) / config.batch_size)
    return {
        "rows": found.rows,
        "tokens": found.tokens,
        "supervised": found.supervised,
        "histogram": histogram(lengths),
        "over_rows": sum(length > most for length in lengths),
        "over_tokens": sum(max(0, length - most) for length in lengths),
        "packed_rows": packed,
        "filled": sum(min(length, most) for length in lengths) / (packed * most) if packed else 0.0,
        "packing": config.packing,
        "steps_per_epoch": steps,
        "epochs": config.epochs or config.steps / steps,
    }


def _shown(tokenizer: Any, rows: Mapping[str, list[Row]], count: int, seed: int) -> list[Shown]:
    """Sampled from what is trained on, with the tokens as TRL itself masks them."""
    split_of = {id(row): name for name, part in rows.items() if of_an_epoch(name) for row in part}
    chosen = sample([row for part in rows.values() for row in part if id(row) in split_of], count, seed)
    tokens = taught(tokenizer, [row for row, _ in chosen])
    return [
        Shown(row.example.record_id, split_of[id(row)], why, told)
        for (row, why), told in zip(chosen, tokens, strict=True)
    ]
