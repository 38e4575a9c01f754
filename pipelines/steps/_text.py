"""Text repair: broken encodings, Unicode composition, control characters and white space."""

import re

import ftfy
import pyarrow as pa
import pyarrow.compute as pc

_FTFY = ftfy.TextFixerConfig(
    # quotes, full-width forms and HTML entities are the author's; only what a machine broke is repaired
    uncurl_quotes=False,
    fix_character_width=False,
    unescape_html=False,
    explain=False,
)
_ESCAPES = re.compile("\x1b\\[[0-9;]*[a-zA-Z]")
_LINE_BREAKS = re.compile("\r\n?")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PAGE_BREAKS = re.compile("[\x0b\x0c]")
_RUN = re.compile("(?<=[^ \t\u00a0\n])[ \t\u00a0]{2,}+(?=[^ \t\u00a0\n])")
_LINE_ENDS = re.compile("(?<![ \t\u00a0])[ \t\u00a0]++(?=\n|\\Z)")
_BLANK_LINES = re.compile("\n{4,}")
_UNTIDY = r"[\x00-\x08\x0b-\x1f\x7f]|[^ \t\n][ \t]{2,}[^ \t\n]|[ \t](\n|\z)|\n{4,}|\A\n|\n\z"
"""What makes an ASCII text need repair, in the syntax of RE2; everything else in ASCII stays as it is."""
_MOST_PASSES = 10


def repair(text: str) -> str:
    """`text` with mojibake undone (ftfy), in NFC, without control characters, with tidy white space.

    Trailing white space goes, runs of it inside a line become one space, more than two blank lines become two;
    indentation stays, so program code keeps its meaning. Repairing twice changes nothing more.
    """
    for _ in range(_MOST_PASSES):
        repaired = _tidy(_decoded(text))
        if repaired == text:
            break
        text = repaired
    return text


def repair_column(column: pa.Array) -> pa.Array:
    """`repair` for every text of a string column; nulls stay, and tidy ASCII texts are not even looked at.

    The column itself comes back if nothing had to be changed.
    """
    tidy = pc.and_(pc.string_is_ascii(column), pc.invert(pc.match_substring_regex(column, _UNTIDY)))
    suspects = pc.fill_null(pc.invert(tidy), False)
    if not pc.any(suspects).as_py():
        return column
    texts = column.filter(suspects).to_pylist()
    repaired = pa.array([repair(text) for text in texts], column.type)
    return pc.replace_with_mask(column, suspects, repaired)


def _decoded(text: str) -> str:
    """The work of ftfy, of which only escapes and line ends concern ASCII; without it that is ten times faster."""
    # ftfy deletes a vertical tab, the soft line break of word processors, and so joins the words around it
    text = _PAGE_BREAKS.sub("\n", text)
    if text.isascii():
        return _LINE_BREAKS.sub("\n", _ESCAPES.sub("", text))
    return ftfy.fix_text(text, _FTFY)


def _tidy(text: str) -> str:
    text = _LINE_ENDS.sub("", _RUN.sub(" ", _CONTROLS.sub("", text)))
    return _BLANK_LINES.sub("\n\n\n", text).strip("\n")
