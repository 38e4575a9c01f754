"""The whole search: sketch, collapse copies, propose pairs, verify them, link them, choose what stays."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipelines.neardup.candidates import candidate_pairs, halves
from pipelines.neardup.column import TextColumn, text_column
from pipelines.neardup.components import components
from pipelines.neardup.copies import first_copies
from pipelines.neardup.keep import checked_priority, kept_rows
from pipelines.neardup.options import Options
from pipelines.neardup.result import Clusters
from pipelines.neardup.sketch import sketch
from pipelines.neardup.verify import exact_jaccard


def find_clusters(
    texts: pa.Array | pa.ChunkedArray | Sequence[str], options: Options, priority: np.ndarray | None
) -> Clusters:
    """Group texts as `pipelines.neardup.cluster` promises."""
    column = text_column(texts)
    priority = checked_priority(priority, len(column))
    first, pairs, pair_jaccard = _verified_pairs(column, options)
    cluster = components(len(column), *np.ascontiguousarray(pairs.T))
    lengths = column.lengths if options.keep == "longest" else None
    kept = kept_rows(cluster, lengths, priority)
    keep = kept == np.arange(len(column))
    return Clusters(
        cluster=cluster,
        keep=keep,
        duplicate_of=np.where(keep, -1, kept),
        jaccard=_with_kept(column, first, kept, options),
        pairs=pairs,
        pair_jaccard=pair_jaccard,
    )


def _verified_pairs(column: TextColumn, options: Options) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first copy of each row, all verified pairs and their similarities."""
    made = sketch(column, options)
    first = first_copies(made.prints, made.sizes)
    rows = np.arange(len(column))
    distinct = np.flatnonzero((first == rows) & (made.sizes > 0))
    left, right = halves(candidate_pairs(made.keys, made.minima, distinct, options.threshold))
    similar = exact_jaccard(column, left, right, options, floor=options.threshold)
    true, copy = similar >= 0, np.flatnonzero(first != rows)
    pairs = np.stack((np.append(left[true], first[copy]), np.append(right[true], copy)), axis=1)
    values = np.append(similar[true], np.ones(copy.size))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return first, pairs[order], values[order]


def _with_kept(column: TextColumn, first: np.ndarray, kept: np.ndarray, options: Options) -> np.ndarray:
    """Each row's exact similarity with the kept row of its cluster; copies need no second look."""
    similar = np.ones(len(column))
    apart = np.flatnonzero(first != first[kept])
    similar[apart] = exact_jaccard(column, first[apart], first[kept[apart]], options, floor=0.0)
    return similar
