"""How far the ends of a cluster are apart, in pairs: a chain links texts that no longer resemble each other."""

import numpy as np

from pipelines.core.kernels import kernel

WHOLE = 256
"""Up to so many texts a cluster's diameter is exact; of a larger one it is what two searches find, at least."""


def diameters(cluster: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """int64 (n,): the most pairs one has to walk between two texts of the row's cluster; 0 where all are the same.

    Args:
        cluster: int64 (n,), the cluster of each row, named by its first row.
        left: int64 (m,), one row of each pair of different texts.
        right: int64 (m,), the other.
    """
    ends, others = np.concatenate((left, right)), np.concatenate((right, left))
    order = np.argsort(ends, kind="stable")
    starts = np.zeros(cluster.size + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=cluster.size), out=starts[1:])
    rows = np.flatnonzero(np.diff(starts))
    rows = rows[np.argsort(cluster[rows], kind="stable")]
    return _widest(cluster, rows, starts, others[order], np.zeros(cluster.size, np.int64))[cluster]


@kernel
def _widest(
    cluster: np.ndarray, rows: np.ndarray, starts: np.ndarray, others: np.ndarray, seen: np.ndarray
) -> np.ndarray:
    """By cluster, the longest shortest path; `rows` lie cluster by cluster, `others` are the neighbours of each row."""
    widest = np.zeros(cluster.size, np.int64)
    queue = np.empty(rows.size, np.int64)
    depth = np.empty(cluster.size, np.int64)
    search = 0
    begin = 0
    while begin < rows.size:
        name = cluster[rows[begin]]
        end = begin
        while end < rows.size and cluster[rows[end]] == name:
            end += 1
        farthest = rows[begin]
        for i in range(begin, end if end - begin <= WHOLE else begin + 2):
            search += 1
            source = rows[i] if end - begin <= WHOLE else farthest
            farthest = _search(source, starts, others, seen, search, queue, depth)
            widest[name] = max(widest[name], depth[farthest])
        begin = end
    return widest


@kernel
def _search(
    source: int,
    starts: np.ndarray,
    others: np.ndarray,
    seen: np.ndarray,
    search: int,
    queue: np.ndarray,
    depth: np.ndarray,
) -> int:
    """Breadth first from `source`; the row found last, which is one of the farthest."""
    queue[0] = source
    seen[source] = search
    depth[source] = 0
    done, waiting = 0, 1
    while done < waiting:
        row = queue[done]
        done += 1
        for i in range(starts[row], starts[row + 1]):
            other = others[i]
            if seen[other] != search:
                seen[other] = search
                depth[other] = depth[row] + 1
                queue[waiting] = other
                waiting += 1
    return queue[done - 1]
