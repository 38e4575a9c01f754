"""From paths to rows: a file's reader is the one named like its extension."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Registry
from pipelines.sources._folder import files_of
from pipelines.sources._hub import hub_parts, looks_like_hub_name
from pipelines.sources._opened import opened, plain_name
from pipelines.sources._packed import PACKED
from pipelines.sources._parts import Part
from pipelines.sources._settings import typed
from pipelines.sources._types import Bad, Row

SOURCES = Registry("pipelines.sources")

_SAME_FORMAT = {"ndjson": "jsonl", "htm": "html", "markdown": "md", "text": "txt"}
_CONFIG = "config"

Options = Mapping[str, Any]


def open_source(path: Path, options: Options | None = None) -> Iterator[Row | Bad]:
    """The rows and bad pieces of a file or data set, in its order.

    Raises:
        VerilodeError: at once as for `parts`; while reading if a file as a whole cannot be read (no header line, not
            Parquet, ...).
    """
    return chain.from_iterable([part.rows() for part in parts([path], options)])


def parts(paths: Sequence[Path], options: Options | None = None) -> list[Part]:
    """What there is to read: each file, and the parts of each Hugging Face data set (a folder, or a name on the Hub).

    Args:
        paths: Files, folders and names.
        options: Options of readers, each handed to those that have it, and `config`, which a data set has. A text is
            turned into the kind of value that is wanted.

    Raises:
        VerilodeError: at once if a format is unknown, a file is missing or unreadable, nobody has an option, or a
            folder is no data set.
    """
    given = dict(options or {})
    config = given.get(_CONFIG)
    files: list[tuple[Path, str, str | None] | Part] = []
    for path in paths:
        if path.is_dir():
            name = path.resolve().name
            found = files_of(path, lambda file: _format(file) in SOURCES, config)
            files += [(path / file, f"{name}/{file.as_posix()}", split) for file, split in found]
        elif looks_like_hub_name(path):
            files += hub_parts(path, config)
        else:
            files.append((path, plain_name(path), None))
    if any(path.is_dir() for path in paths) or any(isinstance(file, Part) for file in files):
        given.pop(_CONFIG, None)
    formats = {format_of(file[0]) for file in files if not isinstance(file, Part)}
    readers = _readers(sorted(formats), given)
    return [file if isinstance(file, Part) else _part(*file, readers) for file in files]


def _readers(formats: Sequence[str], given: Options) -> dict[str, Any]:
    """A reader for each format, with those of the options it has."""
    known = {name: {option.name: option for option in SOURCES.options(name)} for name in formats}
    for name in given:
        if not any(name in options for options in known.values()):
            there = "; ".join(f".{each} has: {', '.join(options)}" for each, options in known.items())
            raise VerilodeError(f"no option {name!r} in reading these files; {there or 'there are none'}")
    return {
        each: SOURCES.build(each, {name: typed(options[name], given[name]) for name in given if name in options})
        for each, options in known.items()
    }


def _part(path: Path, source: str, split: str | None, readers: Mapping[str, Any]) -> Part:
    with opened(path):
        return Part(path, source, partial(readers[format_of(path)], path), split)


def format_of(path: Path) -> str:
    """The name of a file's reader.

    Raises:
        VerilodeError: where there is none, with those there are.
    """
    name = _format(path)
    names = SOURCES.names()
    if name in names:
        return name
    ending = Path(plain_name(path)).suffix
    reason = f"no reader for {ending}" if ending else "the file's name has no extension"
    near = get_close_matches(name, names, n=1, cutoff=0.7)
    hint = f"did you mean .{near[0]}? known: " if near else "known: "
    known = ", ".join(f".{each}" for each in names)
    packed = " or ".join(PACKED)
    raise VerilodeError(f"{reason}; {hint}{known}; the text formats also inside {packed}", file=path)


def _format(path: Path) -> str:
    name = Path(plain_name(path)).suffix.removeprefix(".").lower()
    return _SAME_FORMAT.get(name, name)
