"""A project: the folder that holds everything about one data set and its models."""

import os
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.store.database import sqlite_url
from pipelines.store.events import EventLane
from pipelines.store.recipe import Recipe, find_recipe, load_recipe
from pipelines.store.tables import TableLane

RECIPE_FILE = "verilode.yaml"


class Project:
    """Paths and lanes of one project; opened, never guessed."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @classmethod
    def open(cls, root: Path) -> "Project":
        """The project in `root`, which must hold a verilode.yaml."""
        if not (root / RECIPE_FILE).is_file():
            raise VerilodeError(f"not a project (no {RECIPE_FILE}); make one with: verilode init DIR", file=root)
        return cls(root)

    @classmethod
    def find(cls, start: Path) -> "Project":
        """The nearest project at or above `start`."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / RECIPE_FILE).is_file():
                return cls(folder)
        raise VerilodeError(
            f"no {RECIPE_FILE} here or above; give --project DIR or make one: verilode init DIR", file=start
        )

    @classmethod
    def create(cls, root: Path, recipe: str) -> "Project":
        """A new project from a bundled recipe's name or a YAML file; an existing one is left alone."""
        source = find_recipe(recipe)
        load_recipe(source)
        if (root / RECIPE_FILE).exists():
            raise VerilodeError(f"already a project ({RECIPE_FILE} exists)", file=root)
        try:
            write_atomically(root / RECIPE_FILE, source.read_bytes())
        except OSError as refusal:
            raise VerilodeError(f"cannot make a project: {refusal.strerror}", file=root) from None
        return cls(root)

    @cached_property
    def recipe(self) -> Recipe:
        """This project's recipe, checked."""
        return load_recipe(self.root / RECIPE_FILE)

    @cached_property
    def tables(self) -> TableLane:
        """The table lane."""
        return TableLane(self.root / "facts")

    @cached_property
    def events(self) -> EventLane:
        """The event lane, created on first use."""
        return EventLane(self.database_url)

    @property
    def database_url(self) -> str:
        """Where events live: VERILODE_DATABASE, the recipe's `database`, or events.db in the project.

        A relative SQLite path starts in the project's folder.
        """
        configured = os.environ.get("VERILODE_DATABASE") or self.recipe.database or sqlite_url(Path("events.db"))
        scheme, _, path = configured.partition(":///")
        if scheme != "sqlite" or not path or path.startswith((":", "file:")):
            return configured
        return sqlite_url(self.root / sa.make_url(configured).database)  # wherever the command is typed

    @property
    def snapshots(self) -> Path:
        """Folder of the frozen snapshots."""
        return self.root / "snapshots"

    @property
    def runs(self) -> Path:
        """Folder of the training runs."""
        return self.root / "runs"

    @property
    def jobs(self) -> Path:
        """Folder of the jobs' logs."""
        return self.root / "jobs"
