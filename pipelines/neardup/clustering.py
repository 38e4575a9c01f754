"""The whole search: sketch, collapse copies, propose pairs, verify them, link them, choose what stays."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.textcolumn import TextColumn, text_column
from pipelines.neardup.candidates import candidate_pairs, halves, packed
from pipelines.neardup.components import components
from pipelines.neardup.copies import first_copies
from pipelines.neardup.diameter import diameters
from pipelines.neardup.keep import checked_priority, preference
from pipelines.neardup.options import Options
from pipelines.neardup.prefix import joined_pairs
from pipelines.neardup.result import Clusters
from pipelines.neardup.sketch import Sketches, prints_only, sketch, sketch_bytes
from pipelines.neardup.spill import room_for
from pipelines.neardup.star import stars
from pipelines.neardup.verify import similarities


class Pairs(NamedTuple):
    """Verified pairs of n texts.

    `first` int64 (n,) is the first copy of each row, the row itself if it is none; `left` and `right` int64 (m,),
    ascending, are pairs of rows that are no copies, and `similar` float64 (m,) how alike these are.
    """

    first: np.ndarray
    left: np.ndarray
    right: np.ndarray
    similar: np.ndarray


def find_clusters(
    texts: pa.Array | pa.ChunkedArray | Sequence[str],
    options: Options,
    priority: np.ndarray | None,
    search: Callable[[TextColumn, Options], Pairs] | None = None,
) -> Clusters:
    """Group texts as `pipelines.neardup.cluster` promises; `search` finds the pairs, by default `verified_pairs`."""
    if options.contained and options.keep != "longest":
        raise VerilodeError("with containment the longer text stays; keep must be 'longest'")
    column = text_column(texts)
    priority = checked_priority(priority, len(column))
    return _grouped(column, (search or verified_pairs)(column, options), options, priority)


def verified_pairs(column: TextColumn, options: Options) -> Pairs:
    """All pairs at the threshold, each compared exactly."""
    first, proposed = _proposed(column, options)
    left, right = halves(proposed)
    similar = similarities(column, left, right, options, floor=options.threshold)
    true = similar >= 0
    return Pairs(first, left[true], right[true], similar[true])


def _proposed(column: TextColumn, options: Options) -> tuple[np.ndarray, np.ndarray]:
    """The first copy of each row, and the pairs of distinct rows worth a comparison."""
    if options.measure == "sequence" or options.joined:
        first, distinct = collapsed(prints_only(column, options))
        none = np.empty(0, np.uint64)
        return first, joined_pairs(column, distinct, options) if options.joined else none
    with room_for(sketch_bytes(len(column), options), options.memory) as allocate:
        made = sketch(column, options, allocate)
        first, distinct = collapsed(made)
        return first, candidate_pairs(made.keys, made.minima, distinct, options.threshold)


def collapsed(made: Sketches) -> tuple[np.ndarray, np.ndarray]:
    """The first copy of each row, and the rows that are nobody's copy and hold a word."""
    first = first_copies(made.prints, made.sizes)
    return first, np.flatnonzero((first == np.arange(first.size)) & (made.sizes > 0))


def _grouped(column: TextColumn, found: Pairs, options: Options, priority: np.ndarray | None) -> Clusters:
    rows, first = np.arange(len(column)), found.first
    copy = np.flatnonzero(first != rows)
    left, right = np.append(found.left, first[copy]), np.append(found.right, copy)
    chain = components(len(column), left, right)
    lengths = _lengths(column, chain) if options.keep == "longest" else None
    rank = preference(chain, lengths, priority)
    if options.contained or options.link == "star":
        alike = lambda a, b: _similar(column, first, a, b, options, options.threshold) >= 0  # noqa: E731
        kept = stars(chain, rank, alike)
    else:
        kept = _best_of(chain, rank)
    keep = kept == rows
    order = np.lexsort((right, left))
    within = kept[found.left] == kept[found.right]
    return Clusters(
        cluster=_first_member(kept),
        keep=keep,
        duplicate_of=np.where(keep, -1, kept),
        jaccard=_with_kept(column, found, kept, options),
        pairs=np.stack((left, right), axis=1)[order],
        pair_jaccard=np.append(found.similar, np.ones(copy.size))[order],
        diameter=diameters(_first_member(kept), found.left[within], found.right[within]),
    )


def _lengths(column: TextColumn, chain: np.ndarray) -> np.ndarray:
    """Characters of each text that is not alone; the others have nobody to be compared with, and 0."""
    found = np.zeros(chain.size, np.int64)
    crowded = np.flatnonzero(np.bincount(chain, minlength=chain.size)[chain] > 1) if chain.size else chain
    found[crowded] = text_column(column.array.take(pa.array(crowded))).lengths
    return found


def _best_of(cluster: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The best-ranked row of each row's cluster."""
    best = np.full(cluster.size, cluster.size, np.int64)
    np.minimum.at(best, cluster, rank)
    by_rank = np.empty(cluster.size, np.int64)
    by_rank[rank] = np.arange(cluster.size)
    return by_rank[best[cluster]] if cluster.size else cluster


def _first_member(kept: np.ndarray) -> np.ndarray:
    """A cluster's name: its first row."""
    first = np.full(kept.size, kept.size, np.int64)
    np.minimum.at(first, kept, np.arange(kept.size))
    return first[kept]


def _with_kept(column: TextColumn, found: Pairs, kept: np.ndarray, options: Options) -> np.ndarray:
    """Each row's exact similarity with the kept row of its cluster; most of these pairs were compared already."""
    first = found.first
    similar = np.ones(len(column))
    gone = np.flatnonzero(first != first[kept])
    wanted = packed(first[gone], first[kept[gone]])
    known = packed(found.left, found.right)
    place = np.minimum(np.searchsorted(known, wanted), max(known.size - 1, 0))
    there = known[place] == wanted if known.size else np.zeros(gone.size, bool)
    similar[gone[there]] = found.similar[place[there]]
    rest = gone[~there]
    similar[rest] = _similar(column, first, rest, kept[rest], options, 0.0)
    return similar


def _similar(
    column: TextColumn, first: np.ndarray, left: np.ndarray, right: np.ndarray, options: Options, floor: float
) -> np.ndarray:
    """Exact similarity of any rows; copies need no second look."""
    found = np.ones(left.size)
    apart = np.flatnonzero(first[left] != first[right])
    found[apart] = similarities(column, first[left[apart]], first[right[apart]], options, floor=floor)
    return found
