"""The exact truth about a corpus, and how far cluster labels are from it.

The truth follows the definition: sets of word n-grams as strings, a sparse product for all shared counts, no hashing.
It suits about 10,000 documents. For more, the project's exact mode stands in, which the tests compare with this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from pipelines.core.words import words

ROUNDING = 1e-12
HARD = 0.95
"""Pairs below this similarity are the ones that estimates miss."""
BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Truth:
    """All pairs of n documents at the threshold or above it.

    Attributes:
        left: int64 (m,), the earlier row of each pair.
        right: int64 (m,).
        jaccard: float64 (m,), their exact similarity.
        component: int64 (n,), one number per set of documents that such pairs connect.
    """

    left: np.ndarray
    right: np.ndarray
    jaccard: np.ndarray
    component: np.ndarray

    @property
    def removable(self) -> int:
        """Documents that can go when one of each component stays."""
        return self.component.size - int(self.component.max(initial=-1)) - 1


@lru_cache(1 << 20)
def _words(token: str) -> tuple[str, ...]:
    return tuple(words(token))


def shingles(text: str, ngram: int = 5) -> set[str]:
    """The word n-grams of a text; a shorter text is one of what it has, a text without words has none."""
    # White space always ends a word, so the words of a text are those of its tokens.
    found = [word for token in text.split() for word in _words(token)]
    return {" ".join(found[i : i + ngram]) for i in range(max(len(found) - ngram + 1, min(len(found), 1)))}


def exact_truth(texts: Iterable[str], threshold: float = 0.8, ngram: int = 5) -> Truth:
    """Every pair whose shingle sets have a Jaccard similarity of `threshold` or more."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    for text in texts:
        columns += [numbers.setdefault(shingle, len(numbers)) for shingle in shingles(text, ngram)]
        starts.append(len(columns))
    shape = (len(starts) - 1, max(1, len(numbers)))
    members = sp.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape)
    pairs = list(_similar(members, np.diff(starts), threshold))
    left, right, jaccard = (np.concatenate([block[k] for block in pairs] or [np.empty(0)]) for k in range(3))
    return from_pairs(shape[0], left.astype(np.int64), right.astype(np.int64), jaccard)


def from_pairs(rows: int, left: np.ndarray, right: np.ndarray, jaccard: np.ndarray) -> Truth:
    """The truth, where somebody else found the pairs."""
    edges = sp.coo_matrix((np.ones(left.size, np.int8), (left, right)), (rows, rows))
    _, component = connected_components(edges, directed=False)
    return Truth(left, right, jaccard, component.astype(np.int64))


def expanded(rows: int, left: np.ndarray, right: np.ndarray, jaccard: np.ndarray) -> Truth:
    """The truth from pairs in which equal sets are only chained, as the kernel reports them."""
    # Rows at similarity 1 have equal sets, so what holds for one of them holds for all of them.
    one = jaccard == 1
    same = from_pairs(rows, left[one], right[one], jaccard[one]).component
    order = np.argsort(same, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(same[order])) + 1)
    lower, upper = np.minimum(same[left], same[right]), np.maximum(same[left], same[right])
    found = {(a, b): value for a, b, value in zip(lower, upper, jaccard, strict=True) if a != b}
    found |= {(a, a): 1.0 for a in np.unique(same[left[one]])}
    blocks = [_between(members[a], members[b]) for a, b in found]
    similar = np.repeat(list(found.values()), [block.shape[1] for block in blocks])
    pairs = np.concatenate([np.empty((2, 0), np.int64), *blocks], axis=1)
    return from_pairs(rows, *np.sort(pairs, axis=0), similar)


def _between(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """All pairs of one row of each, or of two different rows where both are the same: int64 (2, m)."""
    if some is others:
        return some[np.array(np.triu_indices(some.size, 1))]
    return np.stack((np.repeat(some, others.size), np.tile(others, some.size)))


def _similar(
    members: sp.csr_matrix, sizes: np.ndarray, threshold: float
) -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    # A shingle that one document alone has adds to no shared count.
    members = members[:, np.bincount(members.indices, minlength=members.shape[1]) > 1]
    across = members.T.tocsr()
    for start in range(0, members.shape[0], BLOCK):
        shared = (members[start : start + BLOCK] @ across).tocoo()
        left, right = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
        similar = shared.data / (sizes[left] + sizes[right] - shared.data)
        hit = (left < right) & (similar >= threshold - ROUNDING)
        yield left[hit], right[hit], similar[hit]


def score(truth: Truth, labels: Sequence[int] | np.ndarray) -> dict[str, float]:
    """How good a clustering is; `labels` has one number per document, equal within a cluster.

    Returns:
        pair_recall: share of the true pairs that share a cluster.
        hard_pair_recall: the same for pairs with a similarity below 0.95.
        cluster_pair_precision: share of the pairs within clusters that are within one true component.
        wrongly_removed_per_1000: documents removed although nothing of their component was kept for them.
        missed_share: share of the removable documents that would stay.
    """
    rows = truth.component.size
    _, label = np.unique(np.asarray(labels), return_inverse=True)
    if label.size != rows:
        raise ValueError(f"{label.size} labels for {rows} documents")
    hit = label[truth.left] == label[truth.right]
    _, both = np.unique(label.astype(np.int64) * rows + truth.component, return_inverse=True)
    groups, clusters, components = _count(both), _count(label), _count(truth.component)
    return {
        "pair_recall": _share(hit.sum(), hit.size),
        "hard_pair_recall": _share(hit[truth.jaccard < HARD].sum(), (truth.jaccard < HARD).sum()),
        "cluster_pair_precision": _share(_pairs(both), _pairs(label)),
        "wrongly_removed_per_1000": 1000 * (groups - clusters) / max(1, rows),
        "missed_share": 1 - _share(truth.removable - (groups - components), truth.removable),
    }


def _count(label: np.ndarray) -> int:
    return int(label.max(initial=-1)) + 1


def _pairs(label: np.ndarray) -> int:
    sizes = np.bincount(label).astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 1.0
