"""How alike two short texts are: Jaccard similarity of their character 5-grams."""

import re

SIZE = 5


def grams(text: str) -> set[str]:
    """All runs of five characters; a shorter text is its own only one."""
    return {text[i : i + SIZE] for i in range(max(1, len(text) - SIZE + 1))}


def jaccard(left: set[str], right: set[str]) -> float:
    """Shared share of two sets that are not both empty, from 0 to 1."""
    return len(left & right) / len(left | right)


def likeness(left: str, right: str) -> float:
    """The lowest of the similarities as written, without regard to case, and of the bare words."""
    forms = (str, str.lower, _bare_words)
    return min(jaccard(grams(form(left)), grams(form(right))) for form in forms)


def _bare_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
