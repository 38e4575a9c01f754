"""Long lists that must not become Python objects: a column read like a list, and lines kept on disk."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import pyarrow as pa

_IN_MEMORY = 8 * 1024 * 1024
_PIECE = 65_536


class Column(Sequence[Any]):
    """An Arrow column as a read-only list of plain values; `array` is the column itself, and so is `pa.array(...)`."""

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self.array), _PIECE):
            yield from self.array.slice(start, _PIECE).to_pylist()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> "Column": ...
    def __getitem__(self, index: int | slice) -> Any:
        return Column(self.array[index]) if isinstance(index, slice) else self.array[index].as_py()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Iterable) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __arrow_array__(self, type: pa.DataType | None = None) -> pa.Array:  # noqa: A002 (Arrow's protocol)
        return self.array if type is None or type == self.array.type else self.array.cast(type)


class Spool:
    """Lines that are counted and read again; beyond 8 MiB they lie in a temporary file that nobody else sees."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (lives as long as this)
        self._count = 0

    def append(self, line: bytes) -> None:
        """One more line, newline included."""
        self._file.write(line)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        """The lines in order; nothing may be appended meanwhile."""
        self._file.seek(0)
        yield from self._file
        self._file.seek(0, 2)
