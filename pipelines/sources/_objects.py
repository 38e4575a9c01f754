"""Strict JSON from bytes: what RFC 8259 allows and can be kept without loss, everything else with a reason."""

import json
import math
import re
from typing import Any

from pipelines.sources._types import Bad, Refused, Row

_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


def parse_json(raw: bytes, max_depth: int) -> Any:
    """The JSON value in `raw`.

    Raises:
        Refused: with one of the reader's reason codes.
    """
    if _depth_exceeds(raw, max_depth):
        raise Refused("too_deep", f"nested deeper than {max_depth}")
    try:
        value = _value(decode(raw))
    except json.JSONDecodeError as error:
        if b"\0" in raw:
            raise Refused("nul_byte", f"at byte {raw.index(0) + 1}") from None
        raise Refused("bad_json", f"{error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise Refused("too_deep", "nested deeper than the interpreter can follow") from None
    except ValueError as error:
        raise Refused("number_out_of_range", str(error).partition(";")[0]) from None
    if b"\\u" in raw and _HALF_CHARACTER.search(raw):
        _refuse_half_characters(value)
    return value


def _value(text: str) -> Any:
    """As the decoder's own method, without its search for white space that is not there."""
    try:
        value, end = _DECODER.scan_once(text, 0)
    except StopIteration:
        end = -1
    return value if end == len(text) else _DECODER.decode(text)


def decode(raw: bytes) -> str:
    """`raw` as strict UTF-8.

    Raises:
        Refused: `not_utf8` with the first wrong byte.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte 0x{raw[error.start]:02x} at byte {error.start + 1} is not UTF-8"
        utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        raise Refused(
            "not_utf8", where + ("; this is a UTF-16 mark, save the file as UTF-8" if utf16 else "")
        ) from None


def read_object(line: int, byte_offset: int, raw: bytes, max_depth: int) -> Row | Bad:
    """The JSON object in `raw` as a row, or the reason why it is none."""
    try:
        values = parse_json(raw, max_depth)
        if not isinstance(values, dict):
            raise Refused("not_an_object", f"it is {_WORD[type(values)]}")
    except Refused as refused:
        return Bad(line, byte_offset, refused.reason, refused.detail, raw)
    return Row(line, byte_offset, values, raw)


_WORD = {list: "an array", str: "a string", int: "a number", float: "a number"} | {
    bool: "true or false",
    type(None): "null",
}


def _depth_exceeds(raw: bytes, limit: int) -> bool:
    """Whether brackets outside strings nest deeper than `limit`; decided before any recursion."""
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for token in _BRACKETS.finditer(raw):
        first = raw[token.start()]
        if first in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif first in b"]}":
            depth -= 1
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise Refused("duplicate_key", f"key {ascii(twice[:60])} is there twice")
    return values


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Refused("number_out_of_range", f"{text[:40]} is beyond the largest float")
    return value


def _not_json(name: str) -> None:
    raise Refused("nan_or_infinity", f"{name} is not a JSON value")


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise Refused("lone_surrogate", f"the escape {half} is half a character") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_not_json)
