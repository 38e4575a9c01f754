"""Which row of a cluster is preferred: the highest priority, then the longest text or simply the first."""

import numpy as np

from pipelines.core.errors import VerilodeError


def preference(cluster: np.ndarray, lengths: np.ndarray | None, priority: np.ndarray | None) -> np.ndarray:
    """Rank the rows of each cluster.

    Args:
        cluster: int64 (n,), the cluster of each row.
        lengths: int64 (n,), longer comes first; None for the rule "first".
        priority: Integers (n,), higher comes before any length; None for no preference.

    Returns:
        int64 (n,): 0 to n - 1, all different, smaller is better within a cluster; equals are settled by input order.
    """
    # lexsort's last key counts most; ~x turns the order of integers round without overflow.
    rules = [~rule for rule in (lengths, priority) if rule is not None]
    rank = np.empty(cluster.size, np.int64)
    rank[np.lexsort((*rules, cluster))] = np.arange(cluster.size)
    return rank


def checked_priority(priority: np.ndarray | None, rows: int) -> np.ndarray | None:
    """The priorities as an array of integers, one per row.

    Raises:
        VerilodeError: when they are not integers, or not one per row.
    """
    if priority is None:
        return None
    values = np.asarray(priority)
    if values.shape != (rows,):
        raise VerilodeError(f"priority must hold one number per text: {rows}, not {values.shape}")
    if rows and values.dtype.kind not in "iu":
        raise VerilodeError(f"priority must hold integers, not {values.dtype}")
    return values.astype(np.int64) if not rows else values
