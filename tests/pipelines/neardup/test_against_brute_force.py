"""A few hundred texts with known kinship: the answer is that of comparing every pair, with nothing left out."""

from itertools import combinations

import numpy as np
import pytest

from pipelines.core.words import normalised, words
from pipelines.neardup import Clusters, cluster

NGRAM = 5


def corpus(seed: int) -> list[str]:
    """Originals with edited, shortened and retyped copies, and clauses that share most of a template."""
    random = np.random.default_rng(seed)
    vocabulary = [f"{a}{b}{c}" for a in ("ka", "Le", "mö", "tu") for b in "abcdefgh" for c in ("n", "St", "é1")]

    def draw(count: int) -> list[str]:
        return random.choice(vocabulary, count).tolist()

    def edited(text: list[str], share: float) -> list[str]:
        fresh = random.random(len(text)) < share
        return [new if swap else old for old, new, swap in zip(text, draw(len(text)), fresh, strict=True)]

    rows: list[str] = []
    for _ in range(40):
        original = draw(int(random.integers(3, 120)))
        rows += [
            " ".join(original),
            ", ".join(original).upper(),
            " ".join(original[: len(original) * 5 // 6]),
        ]
        rows += [" ".join(edited(original, share)) for share in (0.01, 0.02, 0.03, 0.05)]
    for _ in range(5):
        template = draw(80)
        rows += [" ".join(template[:40] + draw(int(random.integers(4, 30))) + template[40:]) for _ in range(10)]
    return random.permutation(rows).tolist()


def shingles(text: str, unit: str = "word") -> set[tuple[str, ...]]:
    """The set of a text, by Python."""
    units = words(text) if unit == "word" else list(normalised(text))
    return {tuple(units[i : i + NGRAM]) for i in range(max(len(units) - NGRAM + 1, 1))}


def every_pair(texts: list[str], threshold: float, unit: str) -> dict[tuple[int, int], float]:
    """The truth: all pairs at the threshold or above, by Python sets."""
    sets = [shingles(text, unit) for text in texts]
    similar = ((i, j, len(sets[i] & sets[j]) / len(sets[i] | sets[j])) for i, j in combinations(range(len(sets)), 2))
    return {(i, j): value for i, j, value in similar if value >= threshold}


def partition(rows: int, pairs: dict[tuple[int, int], float]) -> list[int]:
    """The first row of each row's connected component."""
    label = list(range(rows))
    while any(label[i] != label[j] for i, j in pairs):
        for i, j in pairs:
            label[i] = label[j] = min(label[i], label[j])
    return label


def reported(found: Clusters) -> dict[tuple[int, int], float]:
    """The pairs of an answer."""
    return dict(zip(map(tuple, found.pairs.tolist()), found.pair_jaccard.tolist(), strict=True))


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("threshold", "unit"), [(0.8, "word"), (0.5, "word"), (0.8, "char"), (1.0, "word")])
def test_every_true_pair_is_found_and_no_other(threshold, unit, exact):
    texts = corpus(seed=5)
    found = cluster(texts, threshold=threshold, ngram=NGRAM, unit=unit, exact=exact)
    truth = every_pair(texts, threshold, unit)
    pairs = reported(found)

    sequences = [tuple(words(text)) if unit == "word" else normalised(text) for text in texts]
    first = [sequences.index(sequence) for sequence in sequences]
    expected = {(i, j): v for (i, j), v in truth.items() if (first[i], first[j]) == (i, j) or first[j] == i}
    assert pairs == expected
    assert len(expected) > 40
    assert found.cluster.tolist() == partition(len(texts), truth)


def test_the_stated_similarity_is_that_with_the_kept_row():
    texts = corpus(seed=6)
    found = cluster(texts)
    truth = every_pair(texts, 1e-9, "word")
    for row in np.flatnonzero(~found.keep).tolist():
        kept = int(found.duplicate_of[row])
        assert found.jaccard[row] == truth[min(row, kept), max(row, kept)]


def test_every_contained_text_is_found_and_the_longest_stays():
    texts = corpus(seed=8)
    sets = [shingles(text) for text in texts]
    found = cluster(texts, measure="containment", threshold=0.8)
    for (i, j), value in reported(found).items():
        assert value == len(sets[i] & sets[j]) / min(len(sets[i]), len(sets[j])) >= 0.8
    kept = [i for i in np.flatnonzero(found.keep).tolist() if len(sets[i]) >= 10]
    for i, j in combinations(kept, 2):
        assert len(sets[i] & sets[j]) < 0.8 * min(len(sets[i]), len(sets[j]))
    gone = np.flatnonzero(~found.keep)
    assert len(gone) > 100
    assert found.jaccard[gone].min() >= 0.8
    assert all(len(texts[i]) <= len(texts[found.duplicate_of[i]]) for i in gone)


def test_in_a_star_every_member_resembles_the_kept_one_and_no_two_kept_ones_each_other():
    texts = corpus(seed=9)
    chain, star = cluster(texts, threshold=0.6), cluster(texts, threshold=0.6, link="star")
    assert star.jaccard.min() >= 0.6 > chain.jaccard.min()
    assert star.keep.sum() > chain.keep.sum()
    truth = every_pair(texts, 0.6, "word")
    assert not any(star.keep[i] and star.keep[j] for i, j in truth)


def test_the_same_texts_give_the_same_answer_with_any_seed():
    texts = corpus(seed=7)
    once, again, other = cluster(texts), cluster(texts), cluster(texts, seed=99)
    for field in ("cluster", "keep", "duplicate_of", "jaccard", "pairs", "pair_jaccard"):
        assert np.array_equal(getattr(once, field), getattr(again, field))
        assert np.array_equal(getattr(once, field), getattr(other, field))
