"""Which records a report shows token by token: the extremes, and some by chance."""

import random
from collections.abc import Sequence

from training.preflight.render import Row


def sample(rows: Sequence[Row], count: int, seed: int = 0) -> list[tuple[Row, str]]:
    """At most `count` rows that could be rendered, each with why it was taken.

    Args:
        rows: All rows of the run.
        count: How many to show.
        seed: Decides the random ones.
    """
    whole = [row for row in rows if not row.broken]
    if not whole:
        return []
    chosen = {
        id(row): (row, why)
        for row, why in (
            (min(whole, key=lambda row: row.supervised), "shortest answer"),
            (max(whole, key=lambda row: len(row.ids)), "longest row"),
        )
    }
    for row in random.Random(seed).sample(whole, min(len(whole), count)):
        chosen.setdefault(id(row), (row, "random"))
    return list(chosen.values())[:count]
