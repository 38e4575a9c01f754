"""What a Parquet file unfolds to: as its footer declares it, and as its page headers do; nothing is unpacked for it.

Read from the bytes, because pyarrow ends the whole process where a footer contradicts itself in a column's statistics.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from pipelines.sources._thrift import Compact, Wanted

_LONGEST_HEADER = 1024 * 1024
_USUAL_HEADER = 4096
# field numbers of parquet.thrift: FileMetaData, RowGroup, ColumnChunk, ColumnMetaData, PageHeader
_GROUPS, _COLUMNS, _TOTAL, _DATA = 4, 1, 2, 3
_UNPACKED, _PACKED, _FIRST_DATA, _FIRST_DICTIONARY = 6, 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED = 2, 3
_CHUNK: Wanted = {_UNPACKED: {}, _PACKED: {}, _FIRST_DATA: {}, _FIRST_DICTIONARY: {}}
_FOOTER: Wanted = {_GROUPS: {_COLUMNS: {_DATA: _CHUNK}, _TOTAL: {}}}
_PAGE: Wanted = {_PAGE_UNPACKED: {}, _PAGE_PACKED: {}}


class Chunk(NamedTuple):
    """One column of a row group: where it starts, and the sizes the footer declares, in bytes."""

    start: int
    packed: int
    unpacked: int


class Group(NamedTuple):
    """One row group: its columns, and the size the footer declares for all of them."""

    chunks: list[Chunk]
    unpacked: int


class Page(NamedTuple):
    """Sizes of one page, in bytes."""

    packed: int
    unpacked: int


def row_groups(file: BinaryIO) -> list[Group]:
    """The footer's row groups.

    Raises:
        ArrowInvalid: where there is no footer, or it makes no sense.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - 8))
    end = file.read()
    length = int.from_bytes(end[:4], "little")
    if end[4:] != b"PAR1" or length > size - 8:
        raise pa.ArrowInvalid("it has no footer, or an encrypted one")
    file.seek(size - 8 - length)
    try:
        groups = Compact(file.read(length)).struct(_FOOTER).get(_GROUPS, [])
        return [Group([_chunk(each[_DATA]) for each in group[_COLUMNS]], _number(group[_TOTAL])) for group in groups]
    except (IndexError, KeyError, TypeError):
        raise pa.ArrowInvalid("its footer cannot be understood") from None


def _chunk(data: dict[int, Any]) -> Chunk:
    first = _number(data[_FIRST_DATA]), _number(data.get(_FIRST_DICTIONARY, 0))
    start = min(filter(None, first), default=0)  # 0 where there is none
    return Chunk(start, _number(data[_PACKED]), _number(data[_UNPACKED]))


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


def pages(file: BinaryIO, chunk: Chunk) -> Iterator[Page]:
    """The pages of a column chunk.

    Raises:
        ArrowInvalid: for a header that makes no sense.
    """
    at = chunk.start
    while at < chunk.start + chunk.packed:
        page, size = _page(file, at)
        if page.packed < 0 or page.unpacked < 0:
            raise pa.ArrowInvalid("a page declares a negative size")
        yield page
        at += size + page.packed


def _page(file: BinaryIO, at: int) -> tuple[Page, int]:
    """A page's sizes and the length of its header; headers are short but where they hold long statistics."""
    for most in (_USUAL_HEADER, _LONGEST_HEADER):
        file.seek(max(0, at))
        header = Compact(file.read(most))
        try:
            found = header.struct(_PAGE)
            return Page(_number(found[_PAGE_PACKED]), _number(found[_PAGE_UNPACKED])), header.at
        except (IndexError, KeyError, TypeError):
            continue
    raise pa.ArrowInvalid(f"there is no page header at byte {at}")
