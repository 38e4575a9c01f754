"""Answers that are labelled places in a text, in the two forms in which they are written down.

`pipelines.kinds.spans` writes places, `{"start", "end", "label"}`, and a snapshot quotes them, `{"label", "text"}`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from training.metrics._json import read_json


class Span(NamedTuple):
    """A labelled passage. `home` is empty for a place in the prompt, and the passage itself where it is not there."""

    label: str
    start: int
    end: int
    home: str = ""


def read_spans(answer: str, prompt: str) -> list[Span] | None:
    """The passages of an answer, each once; None where it is no list of them.

    Of a passage that is quoted twice the second one is the second place where it stands in the prompt.
    """
    read = read_json(answer)
    if not read.parsed or not isinstance(read.value, list):
        return None
    seen: Counter[tuple[str, str]] = Counter()
    found = [_span(one, prompt, seen) for one in read.value]
    return None if None in found else sorted({span for span in found if span})


def whole(answer: str) -> list[Span]:
    """A text that is no list of places, as one passage."""
    return [Span("", 0, len(answer), answer)]


def _span(one: Any, prompt: str, seen: Counter[tuple[str, str]]) -> Span | None:
    if not isinstance(one, dict) or not isinstance(one.get("label"), str):
        return None
    label, text, start, end = one["label"], one.get("text"), one.get("start"), one.get("end")
    if type(start) is int and type(end) is int:
        return Span(label, start, end) if 0 <= start < end else None
    if not isinstance(text, str) or not text:
        return None
    seen[label, text] += 1
    at = _nth(text, prompt, seen[label, text])
    return Span(label, at, at + len(text)) if at >= 0 else Span(label, 0, len(text), text)


def _nth(text: str, prompt: str, nth: int) -> int:
    """Where the text stands for the nth time, overlapping ones counted; -1 where it does not."""
    at = -1
    for _ in range(nth):
        at = prompt.find(text, at + 1)
        if at < 0:
            break
    return at


def characters(spans: Iterable[Span]) -> Mapping[tuple[str, str], list[tuple[int, int]]]:
    """By label the characters that are marked, as ranges in order that do not touch."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for label, start, end, home in sorted(spans):
        ranges = found[label, home]
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return found


def shared(ours: list[Span], theirs: list[Span]) -> int:
    """How many characters both mark with the same label."""
    one, other = characters(ours), characters(theirs)
    return sum(
        max(0, min(end, stop) - max(start, begin))
        for place in one.keys() & other.keys()
        for start, end in one[place]
        for begin, stop in other[place]
    )


def marked(spans: list[Span]) -> int:
    """How many characters are marked."""
    return sum(end - start for ranges in characters(spans).values() for start, end in ranges)
