"""Small office files, written for tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def write_xlsx(file: Path, rows: Sequence[Sequence[Any]], *, title: str = "Sheet") -> None:
    """A workbook with one sheet; a text that begins with = becomes a formula without a result."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(file)


def write_docx(file: Path, paragraphs: Sequence[str], table: Sequence[Sequence[str]] = (), title: str = "") -> None:
    """A document with paragraphs, and a table below them."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.save(file)


def write_pdf(file: Path, pages: Sequence[str], title: str = "", password: str = "") -> None:
    """A document with one line of text on each page."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(300, 100)
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode("latin-1") if text else b"")
        page[NameObject("/Contents")] = writer._add_object(drawn)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    with file.open("wb") as out:
        writer.write(out)
