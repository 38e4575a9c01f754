"""Office files are zip archives: what one holds is checked before any library unpacks it.

Sizes in an archive's directory can lie, and libraries unpack whole parts at once. So every part is unpacked here first,
piece by piece and counted, and thrown away.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.core.errors import VerilodeError
from pipelines.sources._types import MEBIBYTE

MOST_PARTS = 10_000
MOST_EXPANSION = 200
"""How many times its packed size a part above 1 MiB may unpack to; office files seldom exceed 50."""

_ALWAYS_ALLOWED = MEBIBYTE
_PIECE = 256 * 1024
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_OLE = b"\xd0\xcf\x11\xe0"
_ROOT = re.compile(rb"<[A-Za-z_]")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""")
_PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")

See = Callable[[str, bytes], None]


def check_archive(file: BinaryIO, path: Path, most_bytes: int, see: See = lambda name, piece: None) -> None:
    """Refuse an archive that is not what an office program writes; the file is at its start again afterwards.

    Args:
        file: Seekable.
        path: Named in refusals.
        most_bytes: Largest size of all parts together, unpacked.
        see: Called with each part's name and pieces.

    Raises:
        VerilodeError: for encryption, damage, a directory that lies, or parts that unfold beyond the limits.
    """
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
        _check_declared(parts, file.seek(0, 2), most_bytes)
        for part in parts:
            _check_part(file, part, see)
    except (zipfile.BadZipFile, zlib.error, struct.error, UnicodeError, NotImplementedError) as damage:
        raise VerilodeError(f"not a {path.suffix} file, or a damaged one: {damage}", file=path) from None
    except ValueError as refusal:
        raise VerilodeError(f"refused: {refusal}", file=path) from None
    file.seek(0)


def _check_directory(file: BinaryIO) -> None:
    """A directory of a size that can be held; archives beyond 4 GiB have another kind, which no office file needs."""
    if file.read(4) == _OLE:
        raise ValueError("it is encrypted or in the format of before 2007; save it again without a password")
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_536 - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile("it has no directory")
    bytes_of_directory = _END.unpack_from(tail, at)[5]
    if tail[max(0, at - 20) : at].startswith(b"PK\6\7") or bytes_of_directory > MOST_PARTS * 512:
        raise ValueError(f"its directory is larger than that of {MOST_PARTS:,} parts")


def _check_declared(parts: list[zipfile.ZipInfo], size: int, most_bytes: int) -> None:
    if len(parts) > MOST_PARTS:
        raise ValueError(f"{len(parts):,} parts, the limit is {MOST_PARTS:,}")
    if any(part.flag_bits & 1 for part in parts):
        raise ValueError("it is encrypted; save it again without a password")
    if sum(part.compress_size for part in parts) > size:
        raise ValueError("its parts overlap: together they are larger than the file")
    if (total := sum(part.file_size for part in parts)) > most_bytes:
        raise ValueError(f"its parts unfold to {total:,} bytes, the limit is {most_bytes:,}")
    for part in parts:
        if part.file_size > max(_ALWAYS_ALLOWED, part.compress_size * MOST_EXPANSION):
            raise ValueError(f"a part of {part.compress_size:,} packed bytes unfolds to {part.file_size:,}")
    if len({part.filename for part in parts}) < len(parts):
        raise ValueError("two parts have one name")


def _check_part(file: BinaryIO, part: zipfile.ZipInfo, see: See) -> None:
    counted, start = 0, b""
    for piece in _unpacked(file, part):
        counted += len(piece)
        if counted > part.file_size:
            break
        if not _ROOT.search(start):
            start = start[:_PIECE] + piece
        see(part.filename, piece)
    if counted != part.file_size:
        raise ValueError(f"a part declares {part.file_size:,} bytes and unfolds to {counted:,} or more")
    if part.filename.endswith((".xml", ".rels", ".vml")):
        _check_xml(start)


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    local = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(local[9] + local[10], 1)
    left = part.compress_size
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("a part is packed in a way office programs do not use")
    stream = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left and (data := file.read(min(left, _PIECE))):
        left -= len(data)
        while data and stream is not None and not stream.eof:
            yield stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
        if stream is None:
            yield data
    if stream is not None:
        yield stream.flush()


def _check_xml(start: bytes) -> None:
    """No document type, hence no entities to expand; and an encoding in which one cannot hide."""
    encoding = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in start[:64] or (encoding and encoding[1].lower() not in _PLAIN_ENCODINGS):
        raise ValueError("a part is XML that is not UTF-8")
    root = _ROOT.search(start)
    if b"<!DOCTYPE" in start[: root.start() if root else len(start)]:
        raise ValueError("a part declares a document type, which office programs never do")
