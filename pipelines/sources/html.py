"""HTML: the text a reader of the page would see, as one record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.sources._extra import from_extra
from pipelines.sources._prose import text_of, whole
from pipelines.sources._types import MEBIBYTE, RAW_KEPT, Bad, Refused, Row, Source

_UNSEEN = set("script style template noscript svg head iframe object".split())
_LINES = set(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section table tr ul".split()
)
_CELLS = {"td", "th"}
_BREAK = "\x1e"


def html(*, max_bytes: int = 16 * MEBIBYTE) -> Source:
    """Read a page as one record with a `text` and, where it has one, a `title`.

    Scripts, styles and comments are dropped, each block stands on a line of its own. Nothing is fetched or run.

    Args:
        max_bytes: Largest page that is read; a larger one is quarantined by its beginning.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        soup = from_extra("bs4", "documents", path)
        raw = whole(path, max_bytes)
        if isinstance(raw, Bad):
            yield raw
            return
        try:
            yield Row(1, 0, _values(soup, text_of(raw), path), raw)
        except Refused as refused:
            yield Bad(1, 0, refused.reason, refused.detail, raw[:RAW_KEPT])

    return read


def _values(soup: Any, page: str, path: Path) -> dict[str, str]:
    try:
        tree = soup.BeautifulSoup(page.replace(_BREAK, " "), "html.parser")
        title = " ".join(tree.title.get_text().split()) if tree.title else ""
        found = "".join(_pieces(tree, soup.NavigableString))
    except Exception as damage:  # whatever the parser stumbles over is the page's fault
        raise VerilodeError(f"unreadable HTML: {type(damage).__name__}: {damage}", file=path) from damage
    lines = (" ".join(line.split()) for line in found.split(_BREAK))
    text = "\n".join(filter(None, lines))
    if not text:
        raise Refused("no_content", "there is no text on the page")
    return {"text": text} | ({"title": title} if title else {})


def _pieces(tree: Any, text: type) -> Iterator[str]:
    """Texts and line breaks in order; the tree is not changed, for taking nodes out of a wide one takes for ever."""
    todo: list[tuple[Any, bool]] = [(tree, False)]
    while todo:
        node, preformatted = todo.pop()
        if type(node) in (str, text):  # comments and the like are of other types
            yield node.replace("\n", _BREAK) if preformatted else node
        elif not isinstance(node, str) and node.name not in _UNSEEN:
            edge = _BREAK if node.name in _LINES else " " if node.name in _CELLS else ""
            kept = preformatted or node.name == "pre"
            todo += [(edge, False), *((child, kept) for child in reversed(node.contents)), (edge, False)]
