"""Show what a run would be taught, and refuse rows it could not learn from, before anything is trained."""

import os
import sys
from collections.abc import Iterator, Sequence

from app.frame.assignments import assignments
from app.frame.screen import Painted, plain
from pipelines.store.project import Project
from training.preflight.histogram import Bin
from training.preflight.report import Report, Shown
from training.preflight.taught import Token
from training.rehearsal import rehearse

LONG = True
_BAR = 40
_INK, _END = "\x1b[1;32m", "\x1b[0m"
_BREAK = "\u23ce"


def preflight(
    project: Project,
    *,
    snapshot: str | None = None,
    base: str | None = None,
    trainer: str | None = None,
    start: str | None = None,
    set: list[str] | None = None,
    records: int = 8,
) -> Report:
    """Show what a run would be taught, and refuse rows it could not learn from; only the tokenizer is read.

    Args:
        snapshot: Id of the snapshot; default the newest.
        base: Folder of the base model, or tiny for the demo's own; default the recipe's.
        trainer: Which trainer would train; default the recipe's, or sft.
        start: A finished run to go on from, as for train.
        set: Any option of a run as NAME=VALUE, as for train, repeatable.
        records: How many records to show token by token.
    """
    return rehearse(project, snapshot, trainer, base, assignments(set or []), start, records)


def show(report: Report) -> Iterator[str]:
    """Counts, lengths, what is worth knowing, then the sampled records; tokens that carry loss in green or brackets."""
    yield f"snapshot {report.snapshot} on base {report.base}, trainer {report.trainer}"
    for name, part in report.splits.items():
        learned = f"{part.supervised:,} carry loss" if not name.startswith("test") else "never trained on"
        yield f"{name:<20}{part.rows:>8,} rows {part.tokens:>12,} tokens  longest {part.longest:,}  {learned}"
    yield f"an epoch: {report.tokens:,} tokens, {report.share:.1%} of them carry loss"
    yield f"beyond max_length {report.max_length:,}: {report.over_rows:,} rows, {report.over_tokens:,} tokens"
    yield (
        f"packing (now {'on' if report.packing else 'off'}): {report.rows:,} rows fit into {report.packed_rows:,}, "
        f"then {report.filled:.0%} full"
    )
    yield f"steps per epoch: {report.steps_per_epoch:,}; this run: {report.epochs:.3g} epochs"
    yield from _bars(report.histogram)
    yield from (f"note: {note}" for note in report.notes)
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for record in report.records:
        yield from record_lines(record, coloured)
    yield "every row can be trained on" if not report.failures else "this run would be refused:"
    yield from (f"- {failure.sentence}" for failure in report.failures)


def record_lines(record: Shown, coloured: bool) -> Iterator[str]:
    """A record's tokens with a line between them; those that carry loss in green, or between ⟦ and ⟧."""
    learned = sum(token.loss for token in record.tokens)
    yield ""
    yield f"record {record.record_id} ({record.split}, {record.why}): {learned} of {len(record.tokens)} carry loss"
    text = "".join(_stretches(record.tokens, *((_INK, _END) if coloured else ("\u27e6", "\u27e7"))))
    for line in text.split("\n"):
        yield Painted(f"  {line}")


def _stretches(tokens: Sequence[Token], begin: str, end: str) -> Iterator[str]:
    """Marks open and close on every line, so that a colour never runs into what is printed next."""
    loss = False
    for place, token in enumerate(tokens):
        yield end if loss and not token.loss else ""
        yield "\u2502" if place else ""
        yield begin if token.loss and not loss else ""
        loss = token.loss
        across = f"{end}\n{begin}" if loss else "\n"
        yield across.join(plain(line) for line in token.text.replace("\n", f"{_BREAK}\n").split("\n"))
    yield end if loss else ""


def _bars(bins: Sequence[Bin]) -> Iterator[str]:
    most = max((one.rows for one in bins), default=1)
    for one in bins:
        reach = f"{one.above + 1:,} to {one.to:,}" if one.to else f"over {one.above:,}"
        yield f"{reach:>18} tokens {one.rows:>8,} {'█' * round(_BAR * one.rows / most)}"
