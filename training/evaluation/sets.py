"""The question sets of an evaluation: the test split, general questions and the recipe's suites."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid, kind_of
from training.data.examples import Example, read_split
from training.evaluation.slices import length_parts

_ROLES = ("system", "instruction", "response", "choices")


@dataclass(frozen=True, slots=True)
class Item:
    """One question: what is asked, and what is known of the record beside it.

    Attributes:
        example: Prompt and expected answer.
        text: The record's own words, without the instruction around them.
        group: Records of one group are no independent proof; empty for one of its own.
        source: Where the record came from.
        meta: The record's entries, and its rejected answer where it is a pair.
        choices: What can be chosen, for multiple choice.
    """

    example: Example
    text: str = ""
    group: str = ""
    source: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        """The last turn before the answer."""
        return self.example.prompt[-1]["content"]


def read_test(snapshot: Path) -> list[Item]:
    """The test split of a snapshot.

    Raises:
        VerilodeError: when it holds nothing, or cannot be read.
    """
    examples = read_split(snapshot, "test")
    if not examples:
        raise VerilodeError("has no test records to measure on", file=snapshot)
    rows = pq.read_table(snapshot / "data" / "test.parquet").to_pylist()
    known = {row["record_id"]: row for row in rows}
    return [_of_row(example, known[example.record_id]) for example in examples]


def read_suite(file: Path, names: Mapping[str, str] | None = None) -> list[Item]:
    """The questions of a JSON-lines file, plain or gzipped.

    Args:
        file: Each line an object with `instruction` and `response`, optionally `system` and `choices`; what else it
            has is kept as the item's entries.
        names: Which entry of a line is the instruction, the response, the system prompt, the choices.

    Raises:
        VerilodeError: naming file and line.
    """
    names = names or {}
    if unknown := names.keys() - set(_ROLES):
        raise VerilodeError(f"a suite maps {', '.join(_ROLES)}, not {sorted(unknown)[0]!r}", file=file)
    found = [_of_line(file, number, line, names) for number, line in _lines(file) if line.strip()]
    if not found:
        raise VerilodeError("holds no question", file=file)
    return found


def values_of(kind: str, name: str, items: Sequence[Item]) -> list[tuple[str, ...]]:
    """What each item is under one name: its labels, its source, its third by length, or an entry of the record.

    Args:
        kind: The task kind.
        name: `label`, `source`, `length`, or the name of an entry, with or without `meta.` before it.
        items: The questions.
    """
    if name == "label":
        return [_labels(kind, item.example.answer) for item in items]
    if name == "source":
        return [(item.source,) if item.source else () for item in items]
    if name == "length":
        return length_parts([item.prompt for item in items])
    entry = name.removeprefix("meta.")
    return [(str(item.meta[entry]),) if item.meta.get(entry) not in (None, "") else () for item in items]


def _labels(kind: str, answer: str) -> tuple[str, ...]:
    """The labels in an expected answer; none where the answer is a text."""
    try:
        return kind_of(kind).classes(answer) if kind_of(kind).needs_labels else ()
    except (Invalid, KeyError, TypeError):
        return ()


def _of_row(example: Example, row: Mapping[str, Any]) -> Item:
    meta = json.loads(row.get("meta") or "{}")
    rejected = {"rejected": row["rejected"]} if row.get("rejected") else {}
    text = row.get("text") or row.get("instruction") or ""
    return Item(example, text, row.get("group") or "", row.get("source") or "", {**meta, **rejected})


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """JSON text may hold line breaks of other kinds, so only \\n counts."""
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except (OSError, EOFError, ValueError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=file) from None
    yield from enumerate(text.split("\n"), 1)


def _of_line(file: Path, number: int, line: str, names: Mapping[str, str]) -> Item:
    try:
        row = json.loads(line)
        told = {role: row.get(names.get(role, role)) for role in _ROLES}
    except (ValueError, AttributeError) as broken:
        raise VerilodeError(f"is no JSON object: {broken}", file=file, line=number) from None
    for role in ("instruction", "response"):
        if not isinstance(told[role], str):
            raise VerilodeError(f"has no text under {names.get(role, role)!r}", file=file, line=number)
    choices = _choices(told["choices"], told["response"], file, number)
    system = [{"role": "system", "content": told["system"]}] if told["system"] else []
    prompt = (*system, {"role": "user", "content": told["instruction"]})
    example = Example(f"{file.name}:{number}", prompt, told["response"])
    return Item(example, told["instruction"], meta=row, choices=choices)


def _choices(given: Any, response: str, file: Path, number: int) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) < 2 or not all(isinstance(one, str) and one for one in given):
        raise VerilodeError("choices must be a list of at least two texts", file=file, line=number)
    if response not in given:
        raise VerilodeError("the response is none of the choices", file=file, line=number)
    return tuple(given)
