"""How alike two short texts are: Jaccard similarity of their character 5-grams."""

SIZE = 5


def grams(text: str) -> set[str]:
    """All runs of five characters; a shorter text is its own only one."""
    return {text[i : i + SIZE] for i in range(max(1, len(text) - SIZE + 1))}


def jaccard(left: set[str], right: set[str]) -> float:
    """Shared share of two sets that are not both empty, from 0 to 1."""
    return len(left & right) / len(left | right)


def likeness(left: str, right: str) -> float:
    """The lower of the similarities with and without regard to case."""
    return min(
        jaccard(grams(left), grams(right)),
        jaccard(grams(left.lower()), grams(right.lower())),
    )
