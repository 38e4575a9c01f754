"""Archives: whatever is not what an office program writes is refused, with little memory and one line."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import open_source
from pipelines.sources._zip import check_archive

MIB = 1024 * 1024
CENTRAL = b"PK\x01\x02"


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return bytearray(out.getvalue())


def encrypted() -> bytearray:
    content = archive({"a": b"x"})
    content[content.index(CENTRAL) + 8] |= 1
    return content


def lying(size: int) -> bytearray:
    """The directory says `size`; the part unfolds to 48 MiB."""
    content = archive({"a.xml": b"\0" * (48 * MIB)})
    struct.pack_into("<L", content, content.index(CENTRAL) + 24, size)
    return content


def overlapping() -> bytearray:
    content = archive({"a": b"x" * 100, "b": b"y" * 100}, zipfile.ZIP_STORED)
    for at in (content.index(CENTRAL), content.rindex(CENTRAL)):
        struct.pack_into("<LL", content, at + 20, 1000, 1000)
    return content


def many() -> bytearray:
    return archive({f"part{number}": b"" for number in range(10_001)})


def twice() -> bytearray:
    return archive({"a": b"x", "b": b"y"}).replace(b"b", b"a")


CASES: list[tuple[Callable[[], bytes | bytearray], str]] = [
    (lambda: b"", "it has no directory"),
    (lambda: b"PK\x03\x04", "it has no directory"),
    (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500, "encrypted or in the format of before 2007"),
    (encrypted, "it is encrypted"),
    (lambda: archive({"a": b"\0" * (8 * MIB)}), "packed bytes unfolds to 8,388,608"),
    (lambda: archive({"a": bytes(range(256)) * 4096}, zipfile.ZIP_STORED), "unfold to 1,048,576 bytes, the limit is"),
    (lambda: lying(100), "declares 100 bytes and unfolds to"),
    (lambda: lying(3 * MIB), "unfold to 3,145,728 bytes, the limit is 1,000,000"),
    (overlapping, "its parts overlap"),
    (many, "10,001 parts"),
    (twice, "two parts have one name"),
    (lambda: archive({"a": b"x" * 999}, zipfile.ZIP_LZMA), "packed in a way office programs do not use"),
    (lambda: archive({"a.xml": "<a/>".encode("utf-16")}), "XML that is not UTF-8"),
    (lambda: archive({"a.xml": b"<?xml version='1.0' encoding='UTF-7'?><a/>"}), "XML that is not UTF-8"),
    (lambda: archive({"a.rels": b"<?xml version='1.0'?> <!DOCTYPE a><a/>"}), "declares a document type"),
    (lambda: archive({"a.xml": b" " * 300_000 + b"<!DOCTYPE a><a/>"}), "declares a document type"),
]


@pytest.fixture
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MIB


@pytest.mark.parametrize(("make", "reason"), CASES, ids=[reason for _, reason in CASES])
def test_what_no_office_program_writes_is_refused_before_it_unfolds(tmp_path, make, reason, request):
    file = tmp_path / "in.xlsx"
    file.write_bytes(make())
    request.getfixturevalue("little_memory")
    with file.open("rb") as opened, pytest.raises(VerilodeError, match=reason) as refusal:
        check_archive(opened, file, 1_000_000 if "limit" in reason else 64 * MIB)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["in.xlsx", "in.docx"])
def test_every_office_format_is_checked_first(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(lying(100))
    with pytest.raises(VerilodeError, match="declares 100 bytes"):
        list(open_source(tmp_path / name))


def test_an_honest_archive_passes_and_its_parts_are_seen(tmp_path):
    file = tmp_path / "in.xlsx"
    file.write_bytes(archive({"a.xml": b"<?xml version='1.0' encoding='UTF-8'?><a/>", "b": b"x" * 600_000}))
    seen: dict[str, int] = {}
    with file.open("rb") as opened:
        check_archive(opened, file, MIB, lambda name, piece: seen.update({name: seen.get(name, 0) + len(piece)}))
        assert opened.tell() == 0
    assert seen == {"a.xml": 42, "b": 600_000}
