"""Drop records that only hold a place for something."""

import re

from pipelines.core.records import Record
from pipelines.filters import Filter

_FILLERS = frozenset(
    ["todo", "to do", "tbd", "tba", "fixme", "test", "testing", "test test", "this is a test"]
    + ["asdf", "asdfasdf", "qwerty", "qwertz", "xxx", "foo", "foobar", "foo bar", "blah", "lorem"]
    + ["n/a", "na", "not applicable", "not available", "no data", "null", "nan", "undefined"]
    + ["placeholder", "dummy", "untitled", "your text here", "insert text here"]
)
_ONE_CHARACTER = re.compile(r"([^\d])\1{3,}")
_ONLY_MARKS = re.compile(r"[\s\-–—._?!*…]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def placeholder(*, answers: bool = True, also: list[str] | None = None) -> Filter:
    """Keep records whose text, instruction and response each say something.

    A field counts as a placeholder if all of it is a filler such as "todo", "n/a" or "asdf", one character over
    and over, no letter or digit at all, or if it starts with "lorem ipsum".

    Args:
        answers: Whether responses are judged too; off where "n/a" is a true answer.
        also: Further fillers of your own, compared without regard to case.
    """
    fillers = _FILLERS | {_bare(filler) for filler in also or ()}

    def rule(record: Record) -> str | None:
        fields = {"text": record.text, "instruction": record.instruction}
        if answers:
            fields["response"] = record.response
        for name, text in fields.items():
            if text is not None and _is_filler(text, fillers):
                return f'the {name} is only a placeholder: "{" ".join(text.split())[:40]}"'
        return None

    return rule


def _is_filler(text: str, fillers: frozenset[str]) -> bool:
    bare = _bare(text)
    mashed = _ONE_CHARACTER.fullmatch(bare.replace(" ", "")) or _ONLY_MARKS.fullmatch(text)
    return mashed is not None or bare in fillers or bare.startswith("lorem ipsum")


def _bare(text: str) -> str:
    """Case, white space and punctuation around the text taken away."""
    return _EDGES.sub("", " ".join(text.casefold().split()))
