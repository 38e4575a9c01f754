"""The recipe: one YAML file that says what kind of work a project is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.kinds import KINDS, Task

BUNDLED = Path(__file__).parent.parent / "recipes"
_ENTRIES = {
    "input": ("files", "map", "sample"),
    "suggest": ("labeler", "options", "budget", "checks"),
    "verify": (
        *("pilot", "audit_rate", "epsilon", "delta", "strict", "strata", "looks", "seeds"),
        *("overlap", "overlap_share", "golden_share", "rates", "simulated"),
    ),
    "labelstudio": ("url", "token_env", "port"),
    "evaluate": (*("general_margin", "metric", "metrics", "suites", "slices", "judge", "execute", "longest", "gate"),),
    "sweep": ("space", "trials", "metric", "general_weight", "pruner", "seed"),
}
"""Sections whose entries are fixed; those of `split` and `train` are checked by what they configure."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sections of a recipe. Each section's options belong to, and are checked by, the thing it configures."""

    name: str
    title: str = ""
    task: Task = field(default_factory=Task)
    input: Mapping[str, Any] = field(default_factory=dict)
    clean: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    suggest: Mapping[str, Any] = field(default_factory=dict)
    verify: Mapping[str, Any] = field(default_factory=dict)
    labelstudio: Mapping[str, Any] = field(default_factory=dict)
    split: Mapping[str, Any] = field(default_factory=dict)
    train: Mapping[str, Any] = field(default_factory=dict)
    evaluate: Mapping[str, Any] = field(default_factory=dict)
    sweep: Mapping[str, Any] = field(default_factory=dict)
    database: str | None = None


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe file.

    Raises:
        VerilodeError: one line with file, line and reason.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise VerilodeError("no such recipe", file=path) from None
    except OSError as refusal:
        raise VerilodeError(f"cannot be read: {refusal.strerror}", file=path) from None
    except (UnicodeDecodeError, yaml.YAMLError) as broken:
        mark = getattr(broken, "problem_mark", None)
        reason = getattr(broken, "problem", None) or str(broken)
        raise VerilodeError(f"not YAML: {reason}", file=path, line=mark.line + 1 if mark else None) from None
    return _parse(raw, path)


def bundled_recipes() -> list[str]:
    """Names of the recipes that come with verilode."""
    return sorted(file.stem for file in BUNDLED.glob("*.yaml"))


def find_recipe(name: str) -> Path:
    """The file of a bundled recipe, or `name` itself when it is a path to a YAML file."""
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    if name in bundled_recipes():
        return BUNDLED / f"{name}.yaml"
    raise VerilodeError(f"no recipe called {name!r}; bundled: {', '.join(bundled_recipes())}, or give a .yaml file")


def _parse(raw: Any, path: Path) -> Recipe:
    values = _section(raw, [f.name for f in fields(Recipe)], "recipe", path)
    if "name" not in values:
        raise VerilodeError("a recipe needs a name", file=path)
    values["task"] = _task(values.get("task"), path)
    values["clean"] = tuple(_step(entry, path) for entry in _list(values.get("clean"), "clean", path))
    for name in ("split", "train"):
        values[name] = _mapping(values.get(name), name, path)
    for name, known in _ENTRIES.items():
        values[name] = _section(values.get(name), known, name, path)
    for file in _list(values["input"].get("files"), "input files", path):
        _text(file, "an input file", path)
    for entry in ("map", "sample"):
        _mapping(values["input"].get(entry), f"input {entry}", path)
    for entry in ("pilot", "audit_rate", "epsilon", "delta", "seeds", "overlap", "overlap_share"):
        _number(values["verify"].get(entry), f"verify {entry}", path)
    for name in ("name", "title", "database"):
        _text(values.get(name), name, path)
    _check_values(raw, path)
    return Recipe(**{name: value for name, value in values.items() if value is not None})


def _task(raw: Any, path: Path) -> Task:
    task = _section(raw, [f.name for f in fields(Task)], "task", path)
    kind = _text(task.get("kind"), "the task's kind", path) or "classify"
    if kind not in KINDS:
        raise VerilodeError(f"task kind {kind!r} is unknown; known: {', '.join(KINDS.names())}", file=path)
    labels = _list(task.get("labels"), "task labels", path)
    for label in labels:
        # YAML reads `no` as false and `007` as 7: such a label would silently be another one
        _text(label, "a label", path)
        if not (label or "").strip() or labels.count(label) > 1:
            raise VerilodeError(f"the label {label!r} is {'there twice' if label else 'empty'}", file=path)
    guideline = _text(task.get("guideline"), "the guideline", path) or ""
    separator = _text(task.get("separator"), "the separator", path) or ""
    return Task(tuple(labels), guideline, kind, separator)


def _text(value: Any, what: str, path: Path) -> str | None:
    if value is not None and not isinstance(value, str):
        raise VerilodeError(f"{what} must be text, not {value!r}; put it in quotes", file=path)
    return value


def _number(value: Any, what: str, path: Path) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value <= 0):
        raise VerilodeError(f"{what} must be a number above 0, not {value!r}", file=path)


def _list(raw: Any, what: str, path: Path) -> list[Any]:
    if raw is not None and not isinstance(raw, list):
        raise VerilodeError(f"{what} must be a list (lines that start with -), not {type(raw).__name__}", file=path)
    return raw or []


def _check_values(raw: Any, path: Path) -> None:
    """A recipe is part of a snapshot's identity, so it may hold only what JSON has."""
    try:
        canonical_json(raw)
    except (TypeError, ValueError, RecursionError) as odd:
        raise VerilodeError(f"holds a value that is no JSON ({odd}); put dates in quotes", file=path) from None


def _section(raw: Any, known: Sequence[str], what: str, path: Path) -> dict[str, Any]:
    values = dict(_mapping(raw, what, path))
    for key in values:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
            raise VerilodeError(f"{what} has no entry {key!r}{hint}", file=path)
    return values


def _mapping(raw: Any, what: str, path: Path) -> Mapping[str, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise VerilodeError(f"{what} must be a mapping of names to values, not {type(raw).__name__}", file=path)
    return raw


def _step(entry: Any, path: Path) -> tuple[str, Mapping[str, Any]]:
    """`length` or `length: {min_words: 2}` in the list of cleaning steps."""
    if isinstance(entry, str):
        return entry, {}
    if isinstance(entry, dict) and len(entry) == 1:
        name, options = next(iter(entry.items()))
        return str(name), _mapping(options, f"step {name}", path)
    raise VerilodeError(f"a cleaning step is a name or one name with its options, not {entry!r}", file=path)
