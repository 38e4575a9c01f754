"""HTML, DOCX and PDF: one record per document, its text as a reader sees it."""

import zipfile
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row
from pipelines.sources._extra import from_extra
from pipelines.sources.docx import docx
from pipelines.sources.html import html
from pipelines.sources.pdf import pdf
from tests.fakes.office import write_docx, write_pdf

PAGE = """<!doctype html><html><head><title> A
 page </title><style>p {color: red}</style></head><body><!-- hidden --><script>alert("x")</script>
<h1>Head</h1><p>One <b>bold</b>
word.<br>Next &amp; last</p><noscript>turn on</noscript><ul><li>a<li>b</ul>
<table><tr><td>1</td><td>2</td></tr></table><img src="http://example.org/x.png"></body></html>"""


def page(folder: Path, content: str | bytes) -> Path:
    file = folder / "in.html"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_a_page_is_its_visible_text_with_its_title(tmp_path):
    (row,) = html()(page(tmp_path, PAGE))
    assert row.values == {"text": "Head\nOne bold word.\nNext & last\na\nb\n1 2", "title": "A page"}
    assert (row.line, row.byte_offset, row.raw) == (1, 0, PAGE.encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<p>caf\xe9", "not_utf8"),
        (b"<p>a\0b", "nul_byte"),
        (b"<script>x</script>", "no_content"),
        (b"x" * 2001, "too_long"),
    ],
)
def test_a_page_without_usable_text_is_quarantined(tmp_path, content, reason):
    (bad,) = html(max_bytes=2000)(page(tmp_path, content))
    assert (bad.reason, bad.raw) == (reason, content)


def test_preformatted_lines_stay_lines(tmp_path):
    (row,) = html()(page(tmp_path, "<p>a\nb</p><pre>x\n  y</pre>"))
    assert row.values == {"text": "a b\nx\ny"}


def test_a_page_nested_beyond_reason_is_text_or_one_line(tmp_path):
    file = page(tmp_path, "<div>" * 20_000 + "deep")
    try:
        (row,) = html()(file)
    except VerilodeError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert row.values == {"text": "deep"}


def test_a_document_is_its_paragraphs_and_tables(tmp_path):
    file = tmp_path / "in.docx"
    write_docx(file, ["One\tx", "", "Two"], [["a", "b"], ["c\nd", "e"]], title="Title")
    assert list(docx()(file)) == [Row(1, -1, {"text": "One\tx\n\nTwo\na\tb\t\nc\nd\te", "title": "Title"})]


def test_deleted_text_and_second_copies_are_left_out(tmp_path):
    file = tmp_path / "in.docx"
    write_docx(file, ["MARK"])
    office = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    marked = (
        b'MARK</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del><w:r>'
        b'<mc:AlternateContent xmlns:mc="%s"><mc:Choice Requires="w"><w:t>box</w:t></mc:Choice>'
        b"<mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>"
    ) % office.encode()
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"MARK</w:t></w:r>", marked + b"!</w:t></w:r>")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert [row.values for row in docx()(file)] == [{"text": "MARKbox!"}]


def test_a_document_of_nothing_but_marks_is_refused_before_it_becomes_a_tree(tmp_path):
    file = tmp_path / "in.docx"
    spam = b"".join(b'<w:r w:rsidR="%d"/>' % (number % 9973) for number in range(2_000_001))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<document>" + spam + b"</document>")
    with pytest.raises(VerilodeError, match="more than 2,000,000 marks"):
        list(docx()(file))


def test_an_empty_document_is_quarantined(tmp_path):
    write_docx(tmp_path / "in.docx", [" "])
    (bad,) = docx()(tmp_path / "in.docx")
    assert bad.reason == "no_content"


def test_a_pdf_is_the_text_of_its_pages(tmp_path):
    write_pdf(tmp_path / "in.pdf", ["One page", "", "Two"], title="Title")
    assert list(pdf()(tmp_path / "in.pdf")) == [Row(1, -1, {"text": "One page\n\nTwo", "pages": 3, "title": "Title"})]


def test_a_scan_is_quarantined(tmp_path):
    write_pdf(tmp_path / "in.pdf", ["", ""])
    (bad,) = pdf()(tmp_path / "in.pdf")
    assert (bad.reason, "text recognition" in bad.detail) == ("no_content", True)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"max_pages": 1}, "2 pages, the limit is 1"),
        ({"max_bytes": 10}, "the limit is 10"),
        ({"max_text_bytes": 3}, "more than 3 bytes of text"),
    ],
)
def test_a_pdf_beyond_the_limits_is_refused(tmp_path, options, reason):
    write_pdf(tmp_path / "in.pdf", ["One page", "Two"])
    with pytest.raises(VerilodeError, match=reason):
        list(pdf(**options)(tmp_path / "in.pdf"))


def test_an_encrypted_pdf_is_refused(tmp_path):
    write_pdf(tmp_path / "in.pdf", ["One"], password="secret")
    with pytest.raises(VerilodeError, match="it is encrypted; save it again without a password"):
        list(pdf()(tmp_path / "in.pdf"))


@pytest.mark.parametrize("reader", [pdf, docx])
def test_any_other_file_under_this_name_is_refused_in_one_line(tmp_path, reader):
    (tmp_path / "in.x").write_bytes(b"plain text")
    with pytest.raises(VerilodeError, match=r"in\.x") as refusal:
        list(reader()(tmp_path / "in.x"))
    assert "\n" not in str(refusal.value)


def test_a_missing_extra_is_named(tmp_path):
    with pytest.raises(VerilodeError, match=r"in\.docx: needs the extra: pip install 'verilode\[documents\]'"):
        from_extra("no_such_library", "documents", tmp_path / "in.docx")
