"""Which row of a cluster stays: the highest priority, then the longest text or simply the first."""

import numpy as np

from pipelines.core.errors import VerilodeError


def kept_rows(cluster: np.ndarray, lengths: np.ndarray | None, priority: np.ndarray | None) -> np.ndarray:
    """Name the row that stays of each row's cluster.

    Args:
        cluster: int64 (n,), the cluster of each row.
        lengths: int64 (n,), longer stays; None for the rule "first".
        priority: Integers (n,), higher stays before any length; None for no preference.

    Returns:
        int64 (n,): the kept row of each row's cluster; equals are settled by input order.
    """
    # lexsort's last key counts most; ~x turns the order of integers round without overflow.
    rules = [~rule for rule in (lengths, priority) if rule is not None]
    order = np.lexsort((*rules, cluster))
    new = np.ones(order.size, bool)
    new[1:] = cluster[order][1:] != cluster[order][:-1]
    kept = np.empty(cluster.size, np.int64)
    kept[order] = order[new][np.cumsum(new) - 1]
    return kept


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
