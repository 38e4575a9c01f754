"""What an evaluation measures: made where the project is known, read by the worker that has the models."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp, write_atomically
from pipelines.core.ids import digest

PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an evaluation depends on beside the run.

    Args:
        kind: Task kind of the snapshot.
        labels: Its labels.
        separator: What stands between the levels of a label.
        general: JSON-lines file of general questions; none if empty.
        suites: Further sets by name: `file`, and optionally `metrics`, `map` (instruction, response, system, choices).
        stamps: Content hash of each file, by its path.
        metrics: Further metrics of the test split: a name, or one name with its options.
        metric: The metric that decides; by the kind if empty.
        slices: What the test split is divided by; label, source and length if None.
        margin: How much general ability may be lost.
        longest: Most tokens of an answer; from the expected answers if 0.
        execute: Whether metrics may run the code that models write.
        leaks: Leaks that the snapshot's own report counts.
        promoted: The model promoted now: run, model, base, base_hash, model_hash, dtype; or `problem`.
        judge: The LLM judge's endpoint and options.
    """

    kind: str = "classify"
    labels: tuple[str, ...] = ()
    separator: str = ""
    general: str = ""
    suites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)
    metrics: tuple[Any, ...] = ()
    metric: str = ""
    slices: tuple[str, ...] | None = None
    margin: float = 0.02
    longest: int = 0
    execute: bool = False
    leaks: int = 0
    promoted: Mapping[str, Any] | None = None
    judge: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """Equal plans give equal reports."""
        return digest(asdict(self))[:16]


def write_plan(folder: Path, plan: Plan) -> None:
    """Put a plan where the worker finds it."""
    write_atomically(folder / PLAN, json.dumps(asdict(plan), indent=1, ensure_ascii=False).encode())


def read_plan(folder: Path) -> Plan:
    """The plan in an evaluation's folder.

    Raises:
        VerilodeError: when it cannot be read.
    """
    path, known = folder / PLAN, {f.name for f in fields(Plan)}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        listed = {name: tuple(values[name]) for name in ("labels", "metrics")}
        cut = None if values["slices"] is None else tuple(values["slices"])
        return Plan(**{name: value for name, value in values.items() if name in known} | listed | {"slices": cut})
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=path) from None


def suites_of(section: Any, root: Path) -> dict[str, dict[str, Any]]:
    """The recipe's `evaluate.suites` with absolute files.

    Raises:
        VerilodeError: for a suite that is no file, or of a name that is taken.
    """
    if section is not None and not isinstance(section, dict):
        raise VerilodeError(f"evaluate suites must be names with files, not {type(section).__name__}")
    found = {}
    for name, value in (section or {}).items():
        suite = {"file": value} if isinstance(value, str) else value
        if not isinstance(suite, dict) or not isinstance(suite.get("file"), str):
            raise VerilodeError(f"the suite {name!r} must be a file, or have an entry file")
        if unknown := suite.keys() - {"file", "metrics", "map"}:
            raise VerilodeError(f"the suite {name!r} has no entry {sorted(unknown)[0]!r}; it has: file, metrics, map")
        if name in ("test", "general"):
            raise VerilodeError(f"a suite cannot be called {name!r}: that set is there already")
        path = (root / suite["file"]).resolve()
        if not path.is_file():
            raise VerilodeError(f"no such file for the suite {name!r}", file=path)
        found[str(name)] = {**suite, "file": str(path)}
    return found


def stamps_of(files: list[str]) -> dict[str, str]:
    """Content hashes: a suite that was edited is another one."""
    return {file: content_stamp(Path(file)) for file in files if file}
