"""What peers that return candidates leave to their callers: shingles, and clusters from pairs."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+")


def shingles(text: str, ngram: int = 5) -> set[str]:
    """Word n-grams in lower case, the quickest way plain Python has."""
    words = WORD.findall(text.lower())
    return {" ".join(words[i : i + ngram]) for i in range(max(len(words) - ngram + 1, 1))}


def linked(rows: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """One label per row: the smallest row it is connected with."""
    parent = list(range(rows))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for a, b in pairs:
        if a != b:
            a, b = root(a), root(b)
            parent[max(a, b)] = min(a, b)
    return [root(row) for row in range(rows)]
