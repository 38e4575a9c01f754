"""Thrift's compact protocol, in which Parquet writes its footer and its page headers: chosen fields, nothing else."""

from collections.abc import Mapping
from typing import Any

_VARINTS, _BINARY, _LISTS, _STRUCT = (4, 5, 6), 8, (9, 10), 12
_FIXED = {1: 0, 2: 0, 3: 1, 7: 8}
_IN_A_LIST = {1: 3, 2: 3}
_DEEPEST = 16

Wanted = Mapping[int, "Wanted"]
"""Field numbers to keep, each with those to keep inside it; an integer has none."""


class Compact:
    """Reads structs from bytes; `at` is where the next one starts."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def struct(self, wanted: Wanted, depth: int = 0) -> dict[int, Any]:
        """The wanted fields of the struct that starts here: integers, lists and structs.

        Raises:
            IndexError: where the bytes end before it does.
            KeyError: for what the protocol does not know.
        """
        found: dict[int, Any] = {}
        number = 0
        while mark := self._byte():
            number = number + (mark >> 4) if mark >> 4 else self._signed()
            inside = wanted.get(number)
            value = self._value(mark & 15, inside, depth)
            if inside is not None:
                found[number] = value
        return found

    def _value(self, kind: int, wanted: Wanted | None, depth: int) -> Any:
        if kind in _VARINTS:
            return self._signed()
        if kind == _BINARY:
            return self._skip(self._varint())
        if kind in _FIXED:
            return self._skip(_FIXED[kind])
        if kind == _STRUCT and depth < _DEEPEST:
            return self.struct(wanted or {}, depth + 1)
        if kind in _LISTS and depth < _DEEPEST:
            return self._list(wanted, depth)
        raise KeyError(kind)

    def _list(self, wanted: Wanted | None, depth: int) -> list[Any]:
        mark = self._byte()
        count = mark >> 4 if mark >> 4 < 15 else self._varint()
        kind = _IN_A_LIST.get(mark & 15, mark & 15)
        found = []
        for _ in range(count):
            value = self._value(kind, wanted, depth + 1)
            if wanted is not None:
                found.append(value)
        return found

    def _byte(self) -> int:
        self.at += 1
        return self._data[self.at - 1]

    def _skip(self, size: int) -> None:
        self.at += size
        if self.at > len(self._data):
            raise IndexError

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128 or shift > 63:
                return value
            shift += 7

    def _signed(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
