"""Arrow's stream of messages: which of them have packed bodies, read from their headers alone."""

import struct
from collections.abc import Iterator

import pyarrow as pa

_FILE_MARK = b"ARROW1\0\0"
_DICTIONARY, _RECORDS = 2, 3
_HEADER_TYPE, _HEADER = 1, 2
_COMPRESSION = 3
_DICTIONARY_DATA = 1


def stream_of(content: pa.Buffer) -> pa.Buffer:
    """The message stream in a file's bytes; the file format is the stream between two marks."""
    return content[len(_FILE_MARK) :] if content[: len(_FILE_MARK)].to_pybytes() == _FILE_MARK else content


def check_not_packed(stream: pa.Buffer) -> None:
    """Refuse messages whose bodies are compressed: what they unfold to is known only when it is in memory.

    Raises:
        ArrowInvalid: for a packed body or a header that makes no sense.
    """
    for header in _headers(stream):
        try:
            packed = _is_packed(header)
        except (struct.error, ValueError) as damage:
            raise pa.ArrowInvalid(f"a message header is damaged ({damage})") from None
        if packed:
            raise pa.ArrowInvalid("its columns are compressed; write it uncompressed, or as Parquet")


def _headers(stream: pa.Buffer) -> Iterator[bytes]:
    reader = pa.ipc.MessageReader.open_stream(pa.BufferReader(stream))
    while True:
        try:
            message = reader.read_next_message()
        except StopIteration:
            return
        yield message.metadata.to_pybytes()


def _is_packed(header: bytes) -> bool:
    """From the FlatBuffers tables of Arrow's Message.fbs: Message → RecordBatch → compression."""
    message = _follow(header, 0)
    kind_at, batch_at = _field(header, message, _HEADER_TYPE), _field(header, message, _HEADER)
    kind = header[kind_at] if kind_at else 0
    if kind not in (_DICTIONARY, _RECORDS) or not batch_at:
        return False
    batch = _follow(header, batch_at)
    if kind == _DICTIONARY:
        data_at = _field(header, batch, _DICTIONARY_DATA)
        if not data_at:
            return False
        batch = _follow(header, data_at)
    return _field(header, batch, _COMPRESSION) != 0


def _follow(header: bytes, at: int) -> int:
    return at + struct.unpack_from("<I", header, at)[0]


def _field(header: bytes, table: int, number: int) -> int:
    """Where a table's field lies; 0 when it is absent."""
    names = table - struct.unpack_from("<i", header, table)[0]
    if names < 0:
        raise ValueError("a table points outside")
    size = struct.unpack_from("<H", header, names)[0]
    place = 4 + 2 * number
    offset = struct.unpack_from("<H", header, names + place)[0] if place < size else 0
    if table + offset >= len(header):
        raise ValueError("a field lies outside")
    return table + offset if offset else 0
