"""How many links lie between the ends of a cluster, where it is small enough to compare all its texts at once."""

from collections.abc import Sequence
from itertools import combinations

from pipelines.core.words import normalised, words
from pipelines.neardup.options import Options

MOST_TEXTS = 60
MOST_CHARACTERS = 60_000
"""What is compared while somebody waits; larger clusters are not measured here."""


def links_between_ends(texts: Sequence[str], rule: Options) -> int | None:
    """The most pairs of similar texts one has to walk between two of these; None where that was not found out.

    That is the diameter of `pipelines.neardup.Clusters`, by the same sets of n-grams.

    Args:
        texts: All texts of one cluster.
        rule: What its step counted as similar.
    """
    if len(texts) > MOST_TEXTS or sum(map(len, texts)) > MOST_CHARACTERS or rule.measure != "jaccard":
        return None
    different = {tuple(normalised(text) if rule.unit == "char" else words(text)) for text in texts}
    sets = [_shingles(units, rule.ngram) for units in different]
    near: list[set[int]] = [set() for _ in sets]
    for i, j in combinations(range(len(sets)), 2):
        if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= rule.threshold:
            near[i].add(j)
            near[j].add(i)
    reached = [_farthest(start, near) for start in range(len(sets))]
    return None if any(seen < len(sets) for _, seen in reached) else max(steps for steps, _ in reached)


def _shingles(units: Sequence[str], ngram: int) -> set[tuple[str, ...]]:
    return {tuple(units[i : i + ngram]) for i in range(max(1, len(units) - ngram + 1))}


def _farthest(start: int, near: Sequence[set[int]]) -> tuple[int, int]:
    """How many steps the farthest text is away, and how many texts can be reached."""
    seen, edge, steps = {start}, {start}, 0
    while edge := set().union(*(near[place] for place in edge)) - seen:
        seen |= edge
        steps += 1
    return steps, len(seen)
