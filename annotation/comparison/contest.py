"""A contest: two models' answers to the same prompts, put before people who do not know whose answer is whose.

It is a small project of its own inside the project (`ab/ID/`, records of the kind `preference`), so the review queue,
assignment, history and Label Studio work on it unchanged. What tells the sides apart is the key, a file beside all
contests (`ab/keys/ID.json`) that nothing a voter sees is made from.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.store.project import RECIPE_FILE, Project

A, B = "A", "B"
TEST, TRAIN = "test", "train"
STARTED = "ab.started"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two models: what people call it, and the content hash of what answered."""

    name: str
    model: str
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """One prompt of a contest: whose record it is in the project, its split there, and whose answer is on the left."""

    record: str
    split: str
    left: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest with its key.

    `split`: `test` to judge the models, `train` to make pairs from. `votes`: people per record. `placings`: by the
    contest's own record ids. `identical`: records of the project to which both models answered the same: ties that
    nobody is shown. `power`: how many decided records would settle a true win rate, as it was registered at the start.
    """

    id: str
    a: Side
    b: Side
    split: str
    snapshot: str
    seed: int
    votes: int
    placings: Mapping[str, Placing]
    identical: Sequence[str]
    power: Mapping[str, int]
    folder: Path

    @property
    def project(self) -> Project:
        """The project that voters work in."""
        return Project.open(self.folder)


def contests_folder(project: Project) -> Path:
    """Where contests and their keys lie."""
    return project.root / "ab"


def key_file(project: Project, name: str) -> Path:
    """The key of a contest: outside its folder, so that no queue and no export of the contest can hold it."""
    return contests_folder(project) / "keys" / f"{name}.json"


def list_contests(project: Project) -> list[Contest]:
    """All contests, the newest first."""
    files = contests_folder(project).glob(f"[!.]*/{RECIPE_FILE}")
    newest = sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.parent.name), reverse=True)
    return [_read(project, file.parent.name) for file in newest if key_file(project, file.parent.name).exists()]


def load_contest(project: Project, name: str) -> Contest:
    """The contest whose id is, or begins with, `name`; "latest" is the newest.

    Raises:
        VerilodeError: where there is none such, or several.
    """
    known = list_contests(project)
    found = known[:1] if name == "latest" else [one for one in known if name and one.id.startswith(name)]
    if len(found) != 1:
        raise VerilodeError(f"{'more than one' if found else 'no'} contest with id {name!r}; see: verilode ab list")
    return found[0]


def write_key(project: Project, contest: Contest) -> None:
    """Keep who is who."""
    values = {name: value for name, value in asdict(contest).items() if name != "folder"}
    write_atomically(key_file(project, contest.id), json.dumps(values, indent=1, ensure_ascii=False).encode())


def _read(project: Project, name: str) -> Contest:
    file = key_file(project, name)
    try:
        values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        placings = {record: Placing(**one) for record, one in values.pop("placings").items()}
        sides = {side: Side(**values.pop(side)) for side in ("a", "b")}
        return Contest(**values, **sides, placings=placings, folder=contests_folder(project) / name)
    except (OSError, ValueError, KeyError, TypeError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=file) from None
