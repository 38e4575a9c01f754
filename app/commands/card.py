"""Write the model card of a run: data, people, measurements, promotion, identity, terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.core.files import write_atomically
from pipelines.store.project import Project
from training.cards.card import card as text_of
from training.cards.facts import gather


@dataclass(frozen=True, slots=True)
class Card:
    """The card, and where it was written."""

    run: str
    file: str
    text: str


def card(project: Project, run: str = "latest", *, out: Path | None = None) -> Card:
    """A README.md that the hub and people can read; every number in it leads back to records and people.

    Args:
        run: Id of the run, or "latest".
        out: File to write; default README.md in the run's folder.
    """
    facts = gather(project, run)
    file, text = out or facts.run.folder / "README.md", text_of(facts)
    write_atomically(file, text.encode())
    return Card(facts.run.id, str(file), text)


def show(result: Card) -> Iterator[str]:
    """Where it is."""
    yield f"wrote the card of run {result.run} to {result.file}"
