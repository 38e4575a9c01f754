"""What a word in a recipe's options stands for: the label set, the project's snapshots, what people have checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp
from pipelines.core.ids import digest
from pipelines.store.labels import answers
from pipelines.store.project import Project
from pipelines.store.recipe import Recipe
from pipelines.store.snapshots import list_snapshots

FILES = "against"
"""The option that names files: their content, not their place, is what a result depends on."""


@dataclass(frozen=True, slots=True)
class Given:
    """Values for the words a recipe may use, and the stamps by which a result knows that they changed.

    Attributes:
        words: For each word, the value a step is built with.
        stamps: For each word, what stands for it in the fingerprint; the value itself where there is none.
        folder: Where relative paths in options start.
    """

    words: Mapping[str, Callable[[], Any]]
    stamps: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    folder: Path = Path()

    def filled(self, step: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The options to build a step with, and those its result depends on.

        Raises:
            VerilodeError: for a word that means nothing here, such as the project's snapshots without a project.
        """
        values, stamped = dict(options), dict(options)
        for name, word in options.items():
            if isinstance(word, str) and word.startswith(("task.", "project.")):
                if word not in self.words:
                    raise VerilodeError(f"step {step!r}: {word} means nothing here; known: {', '.join(self.words)}")
                values[name] = self.words[word]()
                stamped[name] = self.stamps.get(word, lambda value: value)(values[name])
            elif name == FILES and isinstance(word, list):
                values[name] = [self._placed(str(file)) for file in word]
                stamped[name] = [_content(file) for file in values[name]]
        return values, stamped

    def _placed(self, file: str) -> str:
        return file if Path(file).is_absolute() else str(self.folder / file)


def given_by_recipe(recipe: Recipe) -> Given:
    """What a recipe alone can fill in."""
    return Given({"task.labels": lambda: list(recipe.task.labels)})


def given_by_project(project: Project) -> Given:
    """The recipe's words, and those about the project."""
    words = {
        **given_by_recipe(project.recipe).words,
        "project.snapshots": lambda: [str(snapshot.folder) for snapshot in list_snapshots(project.snapshots)],
        "project.verified": lambda: _verified(project),
    }
    stamps = {
        "project.snapshots": lambda folders: [Path(folder).name for folder in folders],
        "project.verified": digest,
    }
    return Given(words, stamps, project.root)


def _verified(project: Project) -> list[str]:
    return sorted(name for name, answer in answers(project).items() if answer.status == "submitted")


def _content(file: str) -> str:
    """A file, or a file and its column after `::`, by what is in it."""
    path, colons, column = file.partition("::")
    found = content_stamp(Path(path))
    return f"{found}{colons}{column}" if found else file  # the step says what is wrong with one that is not there
