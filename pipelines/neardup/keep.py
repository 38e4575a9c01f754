"""Which row of a cluster is preferred: the highest priority, then the longest text or simply the first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


RULES = ("longest", "first", "newest", "source", "verified")


def priorities(rule: str, values: pa.Array | pa.ChunkedArray | None, rows: int) -> np.ndarray | None:
    """What `cluster` takes as `priority` for a keep rule.

    Args:
        rule: `longest` and `first` prefer nobody; `newest` prefers large values (ISO dates or numbers), or later rows
            where no values are given; `source` prefers small ones (the place of a row's source in a list); `verified`
            prefers rows whose value is true.
        values: One per row; a missing one is preferred least.
        rows: How many rows there are.

    Raises:
        VerilodeError: when the rule is unknown, or its values are missing or cannot be put into an order.
    """
    if rule not in RULES:
        raise VerilodeError(f"keep must be {' or '.join(map(repr, RULES))}, not {rule!r}")
    if rule in ("longest", "first"):
        return None
    if rule == "newest" and values is None:
        return np.arange(rows)
    if values is None:
        raise VerilodeError(f"keep {rule!r} needs a column that says so")
    if rule == "verified":
        return _truths(values).astype(np.int64)
    order = "ascending" if rule == "newest" else "descending"
    try:
        ranked = pc.rank(values, sort_keys=[("", order, "at_start")], tiebreaker="dense")
    except pa.ArrowException:
        raise VerilodeError(f"values of type {values.type} have no order to keep by") from None
    return np.asarray(ranked).astype(np.int64)


_TRUE = ("true", "yes", "1", "verified", "corrected")


def _truths(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    texts = pc.utf8_lower(values.cast(pa.string()))
    return np.asarray(pc.fill_null(pc.is_in(texts, pa.array(_TRUE)), False))
