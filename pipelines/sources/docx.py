"""DOCX: the text of one document, as one record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.sources._extra import from_extra
from pipelines.sources._opened import opened_binary
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source
from pipelines.sources._zip import check_archive

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SECOND_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_MARKS = 2_000_000
_MARKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}


def docx(*, max_unpacked_bytes: int = 256 * MEBIBYTE) -> Source:
    """Read a document as one record with a `text` and, where it has one, a `title`.

    Paragraphs stand on lines of their own, the cells of a table row between tabs. Headers, footers, notes, comments,
    pictures and deleted text are left out; macros and links are never looked at.

    Args:
        max_unpacked_bytes: Largest size the document may unfold to.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        library = from_extra("docx", "documents", path)
        with opened_binary(path) as file:
            check_archive(file, path, max_unpacked_bytes, _Marks().see)
            try:
                document = library.Document(file)
                text, title = "".join(_texts(document.element.body)), document.core_properties.title or ""
            except Exception as damage:  # whatever python-docx stumbles over is the file's fault
                reason = f"{type(damage).__name__}: {damage}"
                raise VerilodeError(f"unreadable document: {reason}", file=path) from damage
        if not text.strip():
            yield Bad(1, -1, "no_content", "there is no text in the document", b"")
            return
        yield Row(1, -1, {"text": text.strip()} | ({"title": title.strip()} if title.strip() else {}))

    return read


class _Marks:
    """Counts what becomes a tree in memory, some hundred bytes for each mark."""

    def __init__(self) -> None:
        self.count = 0

    def see(self, part: str, piece: bytes) -> None:
        """Look at a piece of a part."""
        self.count += piece.count(b"<") if part.endswith((".xml", ".rels")) else 0
        if self.count > _MOST_MARKS:
            raise ValueError(f"more than {_MOST_MARKS:,} marks; no document of this length can be one record")


def _texts(body: Any) -> Iterator[str]:
    """The text in reading order, from the marks Word writes (ECMA-376, part 1, section 17.3.3)."""
    todo = [(body, False)]
    while todo:
        element, closing = todo.pop()
        if closing:
            yield "\t" if element.tag == f"{_WORD}tc" else "\n"
        elif element.tag == f"{_WORD}t":
            yield element.text or ""
        elif element.tag in _MARKS:
            yield _MARKS[element.tag]
        elif element.tag != _SECOND_COPY:
            if _ends_line(element):
                todo.append((element, True))
            todo += [(child, False) for child in reversed(element)]


def _ends_line(element: Any) -> bool:
    if element.tag == f"{_WORD}p":  # in a cell the last paragraph ends with the cell
        parent = element.getparent()
        return parent is None or parent.tag != f"{_WORD}tc" or element.getnext() is not None
    return element.tag in (f"{_WORD}tc", f"{_WORD}tr")
