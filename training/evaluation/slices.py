"""Parts of the test split: an average must not hide that one label or source got worse."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from training.evaluation.compared import Compared, Groups, compare_items, holm

TESTED_FROM = 30
"""Items from which a part is tested; smaller ones are listed only."""
MOST_VALUES = 30
"""Values an entry may have to be divided by: one with more is a name rather than a kind."""
_ALPHA = 0.05

Values = Mapping[str, Sequence[tuple[str, ...]]]
"""By name of what is divided by (label, source): the value, or values, of each item."""


def slice_rows(
    base: Sequence[float], tuned: Sequence[float], values: Values, groups: Groups | None = None
) -> list[dict[str, Any]]:
    """Tuned against base in every part: `by`, `value`, `n`, both means, the difference with interval, `p`, `worse`.

    P-values are corrected for the number of parts tested (Holm 1979); a part is `worse` when its own is below 0.05 and
    its difference below 0.

    Args:
        base: One value per item, larger is better.
        tuned: The same of the tuned model.
        values: What is divided by.
        groups: Items that are no independent proof of one another.
    """
    rows = [
        _row(by, value, places, base, tuned, groups)
        for by, of_items in values.items()
        for value, places in _parts(of_items).items()
    ]
    tested = [row for row in rows if row["tested"]]
    for row, p in zip(tested, holm([row["p"] for row in tested]), strict=True):
        row["p"] = p
        row["worse"] = p < _ALPHA and row["difference"] < 0
        row["better"] = p < _ALPHA and row["difference"] > 0
    return rows


def length_parts(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Each text's third by length in characters, named with its bounds; nothing where all are as long."""
    sizes = sorted(map(len, texts))
    if not sizes or sizes[0] == sizes[-1]:
        return [() for _ in texts]
    short, middle = sizes[(len(sizes) - 1) // 3], sizes[2 * (len(sizes) - 1) // 3]
    names = (f"up to {short} characters", f"{short + 1} to {middle} characters", f"over {middle} characters")
    return [(names[0 if len(text) <= short else 1 if len(text) <= middle else 2],) for text in texts]


def _parts(of_items: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    """Places of the items by value; nothing where there is one value only, or far too many."""
    found: dict[str, list[int]] = {}
    for place, several in enumerate(of_items):
        for value in several:
            found.setdefault(value, []).append(place)
    return dict(sorted(found.items())) if 1 < len(found) <= MOST_VALUES else {}


def _row(
    by: str, value: str, places: list[int], base: Sequence[float], tuned: Sequence[float], groups: Groups | None
) -> dict[str, Any]:
    was, now = [base[i] for i in places], [tuned[i] for i in places]
    seen: Compared = compare_items(now, was, None if groups is None else [groups[i] for i in places])
    means = {"base": sum(was) / len(was), "tuned": sum(now) / len(now)}
    figures = {"by": by, "value": value, **means, **asdict(seen)}
    return {**figures, "tested": seen.units >= TESTED_FROM, "worse": False, "better": False}
