"""Benchmarks and test sets: the texts that training must not have seen, each with its file and line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.sources import Bad, ColumnMapping, Row, open_source

BETWEEN = "::"
"""Stands between a file and the column of it that is looked for."""

_EVERYTHING_KNOWN = ColumnMapping(keep_rest=False)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """n items: their texts, and the file (as it was given) and physical line of each; `unreadable` rows are not in."""

    texts: pa.LargeStringArray
    files: list[str]
    lines: list[int]
    unreadable: int

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def places(self) -> list[str]:
        """Each item's file and line as one line of text; the whole path only where two files have the same name."""
        files = sorted(set(self.files))
        names = Counter(Path(file).name for file in files)
        shown = {file: Path(file).name if names[Path(file).name] == 1 else file for file in files}
        oneline = {file: " ".join(name.split()) for file, name in shown.items()}
        return [f"{oneline[file]}:{line}" for file, line in zip(self.files, self.lines, strict=True)]


def read_benchmarks(against: Sequence[str]) -> Benchmark:
    """The items of files in any readable format, each `FILE` or `FILE::COLUMN`.

    Without a column an item's text is what `Record.body` would be: the columns of known names, answers included.

    Raises:
        VerilodeError: when there is no file, one cannot be read, or a column is missing or holds no text.
    """
    if not against:
        raise VerilodeError("decontaminate: name at least one test set or benchmark")
    texts: list[str] = []
    found = Benchmark(pa.array([], pa.large_string()), [], [], 0)
    unreadable = 0
    for entry in against:
        file, _, column = entry.partition(BETWEEN)
        before = len(texts)
        first_bad: Bad | None = None
        for row in open_source(Path(file)):
            text = row if isinstance(row, Bad) else _text(row, column, file)
            if isinstance(text, Bad):
                unreadable += 1
                first_bad = first_bad or text
                continue
            texts.append(text)
            found.files.append(file)
            found.lines.append(row.line)
        if len(texts) == before:
            raise _nothing(file, first_bad)
    return Benchmark(pa.array(texts, pa.large_string()), found.files, found.lines, unreadable)


def _text(row: Row, column: str, file: str) -> str | Bad:
    if not column:
        mapped = _EVERYTHING_KNOWN.apply(row)
        if isinstance(mapped, Bad):
            return mapped
        return Record("", **{name: mapped[name] for name in ("text", "instruction", "response", "messages")}).body
    if column not in row.values:
        there = ", ".join(ascii(name) for name in list(row.values)[:8])
        raise VerilodeError(f"no column {column!r}; there are: {there}", file=file, line=row.line)
    value = row.values[column]
    if value is not None and not isinstance(value, str):
        raise VerilodeError(f"column {column!r} holds {type(value).__name__}, not text", file=file, line=row.line)
    return value or ""


def _nothing(file: str, bad: Bad | None) -> VerilodeError:
    if bad is None:
        return VerilodeError("no rows", file=file)
    hint = f"; name the column as {file}{BETWEEN}COLUMN" if bad.reason == "no_content" else ""
    return VerilodeError(f"no readable rows; {bad.reason}: {bad.detail}{hint}", file=file, line=bad.line)
