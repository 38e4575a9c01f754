"""Export: a snapshot, or the records that stand, as files for other tools; nothing is left out without a reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.progress import progress
from pipelines.exports import EXPORTS, Batches, Export, Tally
from pipelines.run.rows import refuse_existing
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.snapshots import SPLITS, load_snapshot, verify_snapshot


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: in = kept + dropped, in records.

    `rows` counts the rows of each split's file (one record may become two), `left_out` the dropped records by reason,
    `lost` the written records by the field that the format has no place for.
    """

    format: str
    out: str
    in_: int
    kept: int
    dropped: int
    counts: dict[str, int]
    rows: dict[str, int]
    left_out: dict[str, int]
    lost: dict[str, int]
    files: list[str]
    snapshot: str | None = None


def export_snapshot(
    project: Project, snapshot: str, format: str, out: Path, options: Mapping[str, Any] | None = None
) -> ExportReport:
    """Write a snapshot's splits into the new folder `out`, one file each.

    Args:
        project: Where the snapshot is.
        snapshot: Its id, or the first digits of it.
        format: A member of `EXPORTS`.
        out: A folder that does not exist yet; it appears when all is there.
        options: The format's options.

    Raises:
        VerilodeError: when the snapshot does not verify, `out` exists, or no record has a form in this format.
    """
    export = EXPORTS.build(format, options)
    refuse_existing(out)
    found = load_snapshot(project.snapshots, snapshot)
    if problems := verify_snapshot(found):
        raise VerilodeError(f"snapshot {found.id} is not as it was frozen: {problems[0]}")
    splits = {split: found.rows(split).to_batches() for split in SPLITS}
    return _report(format, out, _written(export, format, out, splits), found.id)


def export_records(project: Project, format: str, out: Path, options: Mapping[str, Any] | None = None) -> ExportReport:
    """Write the records that stand after cleaning, labelled or not, as one file `records` in the new folder `out`.

    Args:
        project: Whose records.
        format: A member of `EXPORTS`.
        out: A folder that does not exist yet; it appears when all is there.
        options: The format's options.

    Raises:
        VerilodeError: when `out` exists, or no record has a form in this format.
    """
    export = EXPORTS.build(format, options)
    refuse_existing(out)
    return _report(format, out, _written(export, format, out, {"records": standing(project.tables)}))


def _written(export: Export, format: str, out: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
    progress(f"export {format}" + (f" ({export.lacks})" if export.lacks else ""), 0)
    try:
        with folder_atomically(out) as folder:
            tallies = export(folder, splits)
            if not any(tally.written for tally in tallies.values()):
                raise VerilodeError(f"nothing to export as {format}{_why(tallies)}")
    except OSError as refusal:
        refuse_existing(out)
        raise VerilodeError(f"cannot be written: {refusal.strerror or refusal}", file=out) from None
    return tallies


def _why(tallies: Mapping[str, Tally]) -> str:
    left_out = sum((tally.left_out for tally in tallies.values()), Counter())
    reasons = [f"{n:,} records with {why}" for why, n in left_out.most_common(3)]
    return ": " + ("; ".join(reasons) or "there are no records")


def _report(format: str, out: Path, tallies: Mapping[str, Tally], snapshot: str | None = None) -> ExportReport:
    left_out = sum((tally.left_out for tally in tallies.values()), Counter())
    lost = sum((tally.lost for tally in tallies.values()), Counter())
    kept = sum(tally.written for tally in tallies.values())
    return ExportReport(
        format,
        str(out),
        kept + left_out.total(),
        kept,
        left_out.total(),
        {split: tally.written for split, tally in tallies.items()},
        {split: tally.rows for split, tally in tallies.items()},
        dict(sorted(left_out.items())),
        dict(sorted(lost.items())),
        sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()),
        snapshot,
    )
