"""What every reader yields: a row, or a bad piece of the file with the reason it could not become one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEBIBYTE = 1024 * 1024
RAW_KEPT = 64 * 1024
"""Bytes of an over-long piece that go into the quarantine; the rest is skipped without being held."""

REASONS = {
    "not_utf8": "the bytes are not UTF-8",
    "nul_byte": "there is a NUL byte in it",
    "bad_json": "it is not JSON as RFC 8259 defines it",
    "not_an_object": "it is JSON, but not an object with named values",
    "nan_or_infinity": "it holds NaN or Infinity, which JSON does not have",
    "number_out_of_range": "a number is too large to be held exactly or as a finite float",
    "too_deep": "brackets are nested deeper than the limit",
    "too_long": "it is longer than the limit",
    "duplicate_key": "one object names the same key twice, so one value would be lost",
    "lone_surrogate": "an escape stands for half a character",
    "wrong_field_count": "it has not as many fields as the header",
    "unterminated_quote": "a quote is opened and not closed",
    "stray_quote": "a quote stands where RFC 4180 allows none",
    "stray_carriage_return": "a carriage return stands outside quotes and not at the line's end",
    "cut_stream": "the packed file ends early or is damaged here; what came before stands",
    "no_result": "a formula was never calculated, so its value is not in the file",
    "missing_column": "a mapped column is not in this row",
    "no_content": "every content field is empty",
    "bad_messages": "messages are not a list of objects with role and content",
}
"""Every reason code a quarantined piece can carry, and what it means."""


@dataclass(slots=True)  # frozen, each of millions would take three times as long to make
class Row:
    """One readable row: physical line from 1, offset of its first byte, its values as the file has them.

    `raw` holds the row's bytes (without the final newline) for a later step that must quarantine it; it is
    empty where the format has no bytes per row, and then `byte_offset` is -1 and `line` the row's number.
    """

    line: int
    byte_offset: int
    values: dict[str, Any]
    raw: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bad:
    """One piece that could not become a row: where, a code of `REASONS`, what exactly, and its bytes."""

    line: int
    byte_offset: int
    reason: str
    detail: str
    raw: bytes


Source = Callable[[Path], Iterator[Row | Bad]]


class Refused(Exception):
    """A piece cannot become a row or a record; the reader around it turns this into a `Bad`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
