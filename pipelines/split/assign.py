"""Dealing whole components to splits so that sizes and label shares come out as asked."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipelines.core.ids import coin


def assign(
    component: np.ndarray,
    labels: Sequence[str | None],
    shares: Sequence[float],
    seed: int,
    names: Sequence[str],
    pinned: Sequence[bool] | None = None,
) -> np.ndarray:
    """Deal components to splits, greedily: largest first, each to the split that lacks its labels most.

    Args:
        component: int64 (n,) component of each record.
        labels: Label of each record; the splits should show the same mixture.
        shares: Wanted share of the records in each split, summing to 1.
        seed: Decides the order of components of one size.
        names: A stable name of each record, so that the result does not depend on the order of the rows.
        pinned: Records whose whole component belongs to the first split; they are dealt before all others.

    Returns:
        int64 (n,): index into `shares` for each record.
    """
    members = _members(component)
    keys = {c: (-len(rows), coin("split", seed, min(names[i] for i in rows))) for c, rows in members.items()}
    totals = Counter(labels)
    wanted = [{label: count * share for label, count in totals.items()} for share in shares]
    room = [len(labels) * share for share in shares]
    side = np.zeros(len(labels), np.int64)
    first = set(component[np.asarray(pinned, bool)].tolist()) if pinned is not None else set()
    for c in sorted(members, key=lambda c: (c not in first, keys[c])):
        mix = Counter(labels[i] for i in members[c])
        needs = [_need(wanted[s], room[s], mix, shares[s]) for s in range(len(shares))]
        chosen = 0 if c in first else needs.index(max(needs))
        side[members[c]] = chosen
        room[chosen] -= len(members[c])
        for label, count in mix.items():
            wanted[chosen][label] -= count
    return side


def _members(component: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for i, c in enumerate(component.tolist()):
        found.setdefault(c, []).append(i)
    return found


def _need(wanted: dict[str | None, float], room: float, mix: Counter[str | None], share: float) -> float:
    """How much a split wants this mixture, relative to its size; negative when it is already full."""
    if share == 0:
        return float("-inf")
    return sum(wanted[label] * count for label, count in mix.items()) / share + room / share * 1e-3
