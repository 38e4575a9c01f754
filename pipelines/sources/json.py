"""A JSON file: an array of objects, or one object with a single list of them."""

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.sources._elements import Members, members, trimmed
from pipelines.sources._lines import BOM
from pipelines.sources._objects import read_object
from pipelines.sources._opened import damage_of, opened_text
from pipelines.sources._types import MEBIBYTE, RAW_KEPT, Bad, Row, Source

_LIST_FIELD = re.compile(rb'\s*"(?:[^"\\]++|\\.)*+"\s*:\s*\[', re.DOTALL)
_NOT_SPACE = re.compile(rb"[^ \t\r\n]")


def json(*, max_bytes: int = 256 * MEBIBYTE, max_element_bytes: int = 16 * MEBIBYTE, max_depth: int = 64) -> Source:
    """Read the objects of an array; an element that is not one is quarantined and the next is read.

    The file is held in memory, hence the limit. An array that is never closed adds one quarantined piece
    (without bytes, where the last element is whole), because the file was cut and something is missing.

    Args:
        max_bytes: Largest file that is read; larger sets belong into .jsonl, which is read line by line.
        max_element_bytes: Longest element that is read; longer ones are quarantined by their beginning.
        max_depth: Deepest nesting inside one element that is read.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        data, damage = _whole(path, max_bytes)
        spans, end = _list_of(data, path)
        found: Row | Bad | None = None
        for line, offset, raw in trimmed(data, spans):
            if raw or len(spans) > 1:
                found = _element(line, offset, raw, max_element_bytes, max_depth)
                yield found
        if damage:
            yield Bad(data.count(b"\n") + 1, len(data), "cut_stream", damage, b"")
        elif end is None and not isinstance(found, Bad):
            line = data.count(b"\n") + 1
            yield Bad(line, len(data), "bad_json", "the array is never closed: the file was cut", b"")
        if end is not None and (rest := _NOT_SPACE.search(data, end)):
            line = data.count(b"\n", 0, rest.start()) + 1
            raw = data[rest.start() : rest.start() + RAW_KEPT]
            yield Bad(line, rest.start(), "bad_json", "text after the end of the list", raw)

    return read


def _whole(path: Path, limit: int) -> tuple[bytes, str]:
    with opened_text(path) as file:
        data, damage = file.read(limit + 1), damage_of(file)
    if len(data) > limit:
        raise VerilodeError(f"larger than {limit / MEBIBYTE:g} MiB, the limit for .json; write it as .jsonl", file=path)
    # spaces in place of the mark keep every offset true
    return (b" " * len(BOM) + data[len(BOM) :] if data.startswith(BOM) else data), damage


def _list_of(data: bytes, path: Path) -> Members:
    first = _NOT_SPACE.search(data)
    if first is None:
        raise VerilodeError("the file is empty; an array of objects is wanted", file=path)
    if first[0] == b"[":
        return members(data, first.start())
    if first[0] != b"{":
        raise VerilodeError("neither an array nor an object; an array of objects is wanted", file=path)
    whole = members(data, first.start())
    if whole.end is not None and _NOT_SPACE.search(data, whole.end):
        raise VerilodeError("several JSON values one after another; name such a file .jsonl", file=path)
    lists = [found.end() - 1 for span in whole.spans if (found := _LIST_FIELD.match(data, *span))]
    if len(lists) != 1:
        raise VerilodeError(f"an object with {len(lists)} list fields; exactly one is wanted", file=path)
    inner = members(data, lists[0])
    return Members(inner.spans, None if inner.end is None else whole.end)


def _element(line: int, offset: int, raw: bytes, max_bytes: int, max_depth: int) -> Row | Bad:
    if len(raw) > max_bytes:
        detail = f"{len(raw)} bytes, the limit is {max_bytes}; the first {RAW_KEPT} are kept here"
        return Bad(line, offset, "too_long", detail, raw[:RAW_KEPT])
    return read_object(line, offset, raw, max_depth)
