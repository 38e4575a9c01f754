"""Untrusted text made safe to look at: escaped for HTML or Markdown, with everything invisible made visible."""

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

WINDOW = 100_000
"""Characters of one record that are ever sent to a browser."""

FIRST = 20_000
"""Characters of one record that are shown before anybody asks for more."""

MARKS = {
    "\u0000": "NUL",
    "\u0007": "BEL",
    "\u0008": "BS",
    "\u000b": "VT",
    "\u000c": "FF",
    "\u000d": "CR",
    "\u001b": "ESC",
    "\u0085": "NEL",
    "\u00ad": "SHY",
    "\u034f": "CGJ",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u2028": "LS",
    "\u2029": "PS",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
"""Short names of the invisible characters that are met most; the others are named by code point."""

INKS = ("#c77700", "#2f6fdd")
"""Colours of marked stretches that stand out on both themes: the first text of a pair, and the second."""

_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"


def is_invisible(character: str, before: str = "") -> bool:
    """Whether a reader could miss this character: controls, bidi, zero-width, fillers, hidden selectors.

    Args:
        character: The character.
        before: The one before it: joiners belong to the spelling of Arabic and Indic scripts and of emoji.
    """
    if character in "\n\t" or (character in _JOINERS and _joinable(before)):
        return False
    hidden = unicodedata.category(character) in _HIDDEN or character in _BLANK
    return hidden or 0xE0100 <= ord(character) <= 0xE01EF


def _joinable(before: str) -> bool:
    code = ord(before) if before else 0
    return 0x0600 <= code <= 0x0FFF or 0x2600 <= code <= 0x27BF or code == 0xFE0F or 0x1F000 <= code <= 0x1FFFF


def mark(character: str) -> str:
    """The name an invisible character is shown by: `ZWSP`, else `U+XXXX`."""
    return MARKS.get(character) or f"U+{ord(character):04X}"


def pieces(text: str, before: str = "") -> Iterator[tuple[str, bool]]:
    """Stretches of visible text and the names of invisible characters between them: (text or name, is a name).

    Args:
        text: The text.
        before: The character before it.
    """
    visible: list[str] = []
    for character in text.replace("\r\n", "\n"):
        hidden, before = is_invisible(character, before), character
        if not hidden:
            visible.append(character)
            continue
        if visible:
            yield "".join(visible), False
            visible.clear()
        yield mark(character), True
    if visible:
        yield "".join(visible), False


def visible_text(text: str) -> str:
    """Text in which every invisible character is spelled out, e.g. `⟨ZWSP⟩`; for places that take no markup."""
    return "".join(f"⟨{part}⟩" if named else part for part, named in pieces(text))


def record_html(text: str, marked: Iterable[tuple[int, int]] = (), ink: str = INKS[0]) -> str:
    """Escaped HTML of a record's text: verbatim, line breaks kept, invisible characters as labelled chips.

    Args:
        text: The text.
        marked: Where stretches begin and end that are underlined and tinted, in order, without overlaps.
        ink: Colour of the tint and the line.
    """
    body, end = "", 0
    for start, stop in marked:
        body += _escaped(text, end, start) + _marked(_escaped(text, start, stop), ink)
        end = stop
    body += _escaped(text, end, len(text))
    flow = "unicode-bidi:plaintext;white-space:pre-wrap;overflow-wrap:anywhere"
    size = "max-width:90ch;font-size:1.125rem;line-height:1.6"
    return f'<div class="record" dir="auto" style="{flow};{size}">{body or _chip("empty")}</div>'


def escape_markdown(text: str) -> str:
    """Text that Streamlit shows verbatim where it reads Markdown: labels of options, buttons and errors.

    Backslashes switch off Markdown. Links, emoji codes and arrows are looked for in the finished text, behind the
    backslashes; an invisible word joiner (U+2060) after the characters they start with keeps them apart.
    """
    line = re.sub(r"\s+", " ", visible_text(text)).strip()
    return re.sub(r"[!-/:-@\[-`{-~]", _disarm, re.sub(r"(?i)www(?=\.)", "www\u2060", line))


def marks_as_json() -> str:
    """The table of names, for the browser's side."""
    return json.dumps(MARKS)


def _escaped(text: str, start: int, stop: int) -> str:
    parts = pieces(text[start:stop], text[start - 1 : start])
    return "".join(_chip(part) if named else html.escape(part) for part, named in parts)


def _marked(body: str, ink: str) -> str:
    """Not by colour alone: a line under the words, too."""
    tint = f"background:color-mix(in srgb, {ink} 22%, transparent)"
    line = f"text-decoration:underline 2px {ink};text-underline-offset:.2em"
    return f'<mark style="color:inherit;border-radius:.2em;{tint};{line}">{body}</mark>' if body else ""


def _chip(name: str) -> str:
    style = "font-family:monospace;font-size:.72em;padding:0 .3em;margin:0 .1em;border-radius:.3em;"
    colours = "border:1px solid #b7791f;color:#b7791f;unicode-bidi:isolate;white-space:nowrap"
    return f'<bdi class="mark" style="{style}{colours}" title="invisible character">{name}</bdi>'


def _disarm(found: re.Match[str]) -> str:
    return f"\\{found[0]}\u2060" if found[0] in ":@.-<>=~/" else f"\\{found[0]}"
