"""A few hundred texts with known kinship: the answer is that of comparing every pair, with nothing left out."""

from itertools import combinations

import numpy as np
import pytest

from pipelines.neardup import Clusters, cluster
from pipelines.neardup.words import normalised, words

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


def every_pair(texts: list[str], threshold: float, unit: str) -> dict[tuple[int, int], float]:
    """The truth: all pairs at the threshold or above, by Python sets."""
    sets = []
    for text in texts:
        units = words(text) if unit == "word" else list(normalised(text))
        sets.append({tuple(units[i : i + NGRAM]) for i in range(max(len(units) - NGRAM + 1, 1))})
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


@pytest.mark.parametrize(("threshold", "unit"), [(0.8, "word"), (0.5, "word"), (0.8, "char"), (1.0, "word")])
def test_every_true_pair_is_found_and_no_other(threshold, unit):
    texts = corpus(seed=5)
    found = cluster(texts, threshold=threshold, ngram=NGRAM, unit=unit)
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


def test_the_same_texts_give_the_same_answer_with_any_seed():
    texts = corpus(seed=7)
    once, again, other = cluster(texts), cluster(texts), cluster(texts, seed=99)
    for field in ("cluster", "keep", "duplicate_of", "jaccard", "pairs", "pair_jaccard"):
        assert np.array_equal(getattr(once, field), getattr(again, field))
        assert np.array_equal(getattr(once, field), getattr(other, field))
