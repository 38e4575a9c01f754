"""Let a model answer prompts several times, for people to rank: answers on its own policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.store.project import Project
from training.candidates.draw import draw_candidates
from training.candidates.export import export_candidates

LONG = True
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was drawn: `new` answers just now, the others before.

    `file` holds the `exported` prompts; `alike` prompts had fewer than two different answers.
    """

    model: str
    snapshot: str
    prompts: int
    answers: int
    new: int
    sample: dict[str, list[str]]
    file: str | None = None
    exported: int = 0
    alike: int = 0


def candidates(
    project: Project,
    model: str,
    *,
    number: int = 4,
    temperature: float = 0.8,
    split: str = "train",
    records: int | None = None,
    seed: int = 0,
    snapshot: str | None = None,
    out: Path | None = None,
) -> Candidates:
    """Draw several answers to each prompt from a model; an answer drawn before is never drawn again.

    Args:
        model: A run's id, base, latest or current.
        number: Answers per prompt.
        temperature: How far the answers go from the most probable one; 0.7 to 1 for people to rank.
        split: Whose prompts: train, validation or test.
        records: How many prompts; default all.
        seed: Decides prompts and draws.
        snapshot: Id of the snapshot; default the one the model was trained on.
        out: Write the prompts with their answers into this file, for a project of the kind rank to ingest.
    """
    drawn = draw_candidates(
        project,
        model,
        number=number,
        temperature=temperature,
        split=split,
        records=records,
        seed=seed,
        snapshot=snapshot,
    )
    told = export_candidates(drawn, out) if out else None
    return Candidates(
        model=drawn.model.name,
        snapshot=drawn.snapshot,
        prompts=len(drawn.texts),
        answers=sum(map(len, drawn.texts.values())),
        new=drawn.new,
        sample=dict(list(drawn.texts.items())[:_SHOWN]),
        file=str(told.file) if told else None,
        exported=told.prompts if told else 0,
        alike=told.all_alike if told else 0,
    )


def show(result: Candidates) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.model}: {result.answers:,} answers to {result.prompts:,} prompts, {result.new:,} of them new"
    for record, texts in result.sample.items():
        yield f"  {record[:12]}: {' | '.join(texts)}"
    if result.file:
        yield f"{result.exported:,} prompts with different answers in {result.file}; {result.alike:,} had only one"
        command = f"verilode ingest {result.file} --map instruction=instruction"
        yield f"let people rank them in a project of the kind rank: {command}"
