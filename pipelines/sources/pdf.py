"""PDF: the text of one document, as one record."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.sources._extra import from_extra
from pipelines.sources._opened import opened_binary
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source


def pdf(*, max_bytes: int = 256 * MEBIBYTE, max_pages: int = 5000, max_text_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read a document as one record with a `text`, its number of `pages` and, where it has one, a `title`.

    Only text that is stored as text is found; a scan has none and is quarantined. Forms, scripts, attachments and links
    are never looked at.

    Args:
        max_bytes: Largest file that is read.
        max_pages: Most pages a document may have.
        max_text_bytes: Longest text that is read from one document.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        library = from_extra("pypdf", "documents", path)
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it comments every oddity of every file
        with opened_binary(path) as file:
            if (size := path.stat().st_size) > max_bytes:
                raise VerilodeError(f"{size:,} bytes, the limit is {max_bytes:,}", file=path)
            try:
                yield _document(library.PdfReader(file), max_pages, max_text_bytes, path)
            except VerilodeError:
                raise
            except Exception as damage:  # whatever pypdf stumbles over is the file's fault
                reason = f"{type(damage).__name__}: {damage}"
                raise VerilodeError(f"unreadable PDF: {reason}", file=path) from damage

    return read


def _document(reader: Any, max_pages: int, max_text_bytes: int, path: Path) -> Row | Bad:
    if reader.is_encrypted:
        raise VerilodeError("it is encrypted; save it again without a password", file=path)
    if (count := len(reader.pages)) > max_pages:
        raise VerilodeError(f"{count:,} pages, the limit is {max_pages:,}", file=path)
    texts: list[str] = []
    size = 0
    for page in reader.pages:
        texts.append(page.extract_text().strip())
        size += len(texts[-1])
        if size > max_text_bytes:
            raise VerilodeError(f"more than {max_text_bytes:,} bytes of text", file=path)
    text = "\n\n".join(filter(None, texts)).replace("\0", "").encode("utf-8", "replace").decode()
    if not text:
        return Bad(1, -1, "no_content", "there is no text in it; a scan needs text recognition first", b"")
    title = str((reader.metadata or {}).get("/Title") or "").strip()
    return Row(1, -1, {"text": text, "pages": count} | ({"title": title} if title else {}))
