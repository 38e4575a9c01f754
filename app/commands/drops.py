"""Show what cleaning dropped, by which rule, from which part of the data, and some of the records themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pipelines.core.errors import VerilodeError
from pipelines.run.drops import DroppedRecord, StepDrops, drop_report, drop_sample
from pipelines.run.strata import By
from pipelines.store.project import Project

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Drops:
    """Counts of every step, and the drawn records."""

    by: str
    steps: Sequence[StepDrops]
    sample: Sequence[DroppedRecord] = field(default_factory=list)


def drops(
    project: Project,
    *,
    step: str | None = None,
    rule: str | None = None,
    by: str = "source",
    sample: int = 0,
    seed: int = 0,
) -> Drops:
    """Show what each cleaning step kept and dropped of each part of the data, and why.

    Args:
        step: Only this cleaning step.
        rule: Draw the sample from the drops of this rule only.
        by: What makes a part: source, label, group or length.
        sample: Show this many dropped records, drawn at random.
        seed: Another number draws other records.
    """
    if by not in get_args(By):
        raise VerilodeError(f"--by is {by!r}, wanted {', '.join(get_args(By))}")
    if sample < 0:
        raise VerilodeError("--sample counts records; it cannot be negative")
    steps = drop_report(project, by, step)
    return Drops(by, steps, drop_sample(project, step, rule, sample, seed) if sample or rule else [])


def show(result: Drops) -> Iterator[str]:
    """Per step its rules and the parts it dropped from, then the drawn records."""
    for step in result.steps:
        yield f"{step.step:<24} in {step.in_:>10,}  kept {step.kept:>10,}  dropped {step.dropped:>9,}"
        for rule, n in sorted(step.rules.items(), key=lambda entry: -entry[1]):
            yield f"  {rule:<58} {n:>9,}"
        for part in step.strata if step.dropped else ():
            share = f"{part.dropped:,} of {part.in_:,} ({part.dropped / part.in_:.1%})"
            yield f"    {result.by} {part.name[:40]:<41} {share:>20}"
    for record in result.sample:
        yield ""
        yield f"{record.step}: {record.reason}"
        yield f"  {record.file}, line {record.line}  ({record.record_id[:12]})"
        yield f"  {_line(record.text)}"
        if record.kept_text is not None:
            yield f"  kept: {_line(record.kept_text)}"


def _line(text: str) -> str:
    """A text on one line, cut where it gets long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"
