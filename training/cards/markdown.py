"""Markdown that shows other people's text as text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>()#|~!&$@:.]")


def plain(text: object) -> str:
    """One line in which nothing is markup, a link or a cell's border; invisible characters are spelled out."""
    line = "".join(_visible(c) for c in " ".join(str(text).split()))
    return _ACTIVE.sub(lambda found: f"\\{found[0]}", line)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are safe already; empty without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) if lines else ""


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return ascii(character)[1:-1] if hidden else character
