"""Base models on this computer: list them with their size, terms and hash, or fetch one from the hub."""

from collections.abc import Iterator
from dataclasses import dataclass

import typer

from app.frame.screen import say
from pipelines.store.project import Project
from training.bases import Base, list_bases
from training.cards.licence import terms_of
from training.models.hub import fetch as fetch_repository

app = typer.Typer()
DEFAULT = "list"


@dataclass(frozen=True, slots=True)
class Bases:
    """What could be trained on."""

    bases: list[Base]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A repository that lies on this computer now."""

    name: str
    folder: str
    hash: str
    licence: str


@app.command("list")
def listing(project: Project | None = None, *, hash: bool = False) -> Bases:
    """Base models of the project's recipe and runs, of verilode's cache, and of the hub's cache on this computer.

    Args:
        hash: Also read every byte for the content hash; else only that of bases a run has hashed is told.
    """
    return Bases(list_bases(project, hashed=hash))


@app.command("fetch")
def fetch(name: str) -> Fetched:
    """Download a model from the hub: safetensors and words only, no code, no pickles.

    Args:
        name: As organisation/name, with @revision where not the main one is meant.
    """
    say(f"asking the hub for {name}; nothing about your data is sent")
    folder, found = fetch_repository(name)
    return Fetched(name, str(folder), found, terms_of(folder).told)


def show_list(result: Bases) -> Iterator[str]:
    """One line per base."""
    for base in result.bases:
        template = "chat template" if base.chat_template else "no chat template"
        known = base.hash[:12] or "not hashed"
        size = f"{_size(base.parameters)} parameters"
        yield f"{base.name}  {size}  {template}  licence {base.licence}  {known}  {base.where}"
    if not result.bases:
        yield "no base model on this computer yet; fetch one: verilode models fetch ORGANISATION/NAME"


def show_fetch(result: Fetched) -> Iterator[str]:
    """What can be done with it."""
    yield f"{result.name}: {result.hash[:12]}, licence {result.licence}, in {result.folder}"
    yield f"train on it: verilode train sft --base {result.name}"


def _size(parameters: int | None) -> str:
    if parameters is None:
        return "unknown"
    for unit, size in (("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if parameters >= size:
            return f"{parameters / size:.3g} {unit}"
    return str(parameters)
