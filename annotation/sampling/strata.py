"""Strata: groups of records that are alike in label, confidence, source and length, each large enough to sample.

Confidence and length are cut at their tertiles. Equal values stay together, at the tertile of their middle rank: where
four records in five have confidence 1, these are "fairly sure" and the rest "unsure". Values of label or source with
fewer records than a stratum needs are taken as one ("other sources") before anything is merged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from annotation.sampling.merge import Dimension, merge, name
from pipelines.core.errors import VerilodeError

BY = ("label", "confidence", "source", "length")
"""From the most telling, whose cells are joined last, to the least; lengths are joined first."""

TERTILES = {
    "confidence": ("no confidence", "unsure", "fairly sure", "sure"),
    "length": ("no length", "short", "middling", "long"),
}
"""Names of the levels of a number: unknown, then the thirds."""


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Which stratum each record belongs to.

    `codes`: for each record the place of its stratum in `names`. `sizes`: records of each stratum. `merged`: the
    stratum that each fine cell went into. `cuts`: the smallest value of each third after the first, as far as there
    is one, so that the cells can be told from the values alone.
    """

    by: tuple[str, ...]
    smallest: int
    names: tuple[str, ...]
    codes: NDArray[np.int64]
    sizes: dict[str, int]
    merged: dict[str, str]
    cuts: dict[str, tuple[float, ...]]

    @property
    def each(self) -> NDArray[np.str_]:
        """The name of the stratum of each record."""
        return np.array(self.names, str)[self.codes]

    def to_json(self) -> dict[str, Any]:
        """As a JSON object, without the column of the records."""
        return {
            "by": list(self.by),
            "smallest": self.smallest,
            "sizes": self.sizes,
            "merged": self.merged,
            "cuts": {key: list(values) for key, values in self.cuts.items()},
        }


def strata(
    labels: Sequence[str | None] | None,
    confidence: ArrayLike | None,
    sources: Sequence[str | None] | None,
    lengths: ArrayLike | None,
    by: Sequence[str] = BY,
    smallest: int = 30,
) -> Strata:
    """Put each record into a stratum of at least `smallest` records.

    Args:
        labels: Each record's label, as suggested or given; None where there is none.
        confidence: The suggestion's confidence; None or NaN where unknown.
        sources: Where each record comes from.
        lengths: Length of each record, in any unit.
        by: What to tell records apart by: any of label, confidence, source, length; the others may be None.
        smallest: Records that each stratum must have.

    Raises:
        VerilodeError: for an unknown name in `by`, a missing column, or columns of different length.
    """
    columns = _columns({"label": labels, "confidence": confidence, "source": sources, "length": lengths}, by)
    n = len(next(iter(columns.values()))) if columns else len(labels or ())
    if not n:
        raise VerilodeError("there are no records to put into strata")
    dimensions, levels, cuts = [], [], {}
    for key, column in columns.items():
        dimension, codes, bounds = _number(key, column) if key in TERTILES else _word(key, column, smallest)
        dimensions.append(dimension)
        levels.append(codes)
        cuts |= {key: bounds} if key in TERTILES else {}
    return _named(dimensions, levels, n, cuts, smallest)


def _columns(given: dict[str, Any], by: Sequence[str]) -> dict[str, pa.Array]:
    """The columns asked for, in the order of `BY`."""
    for key in by:
        if key not in given:
            raise VerilodeError(f"strata are told apart by {', '.join(BY)}, not by {key}")
        if given[key] is None:
            raise VerilodeError(f"strata by {key} need the {key} of each record")
    kinds = {key: pa.float64() if key in TERTILES else pa.string() for key in given}
    columns = {key: pa.array(given[key], kinds[key], from_pandas=True) for key in BY if key in by}
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise VerilodeError(f"the columns differ in length: {lengths}")
    return columns


def _number(key: str, column: pa.Array) -> tuple[Dimension, NDArray[np.int64], tuple[float, ...]]:
    """A number's levels: 0 unknown, 1 to 3 its thirds; levels that no record has are left out."""
    values = column.to_numpy(zero_copy_only=False)
    known = ~np.isnan(values)
    third, cuts = _thirds(values[known])
    level = np.zeros(len(values), np.int64)
    level[known] = third + 1
    present, codes = np.unique(level, return_inverse=True)
    names = tuple(TERTILES[key][at] for at in present)
    return Dimension(key, names, True, f"any {key}"), codes, cuts


def _thirds(values: NDArray[np.floating]) -> tuple[NDArray[np.int64], tuple[float, ...]]:
    """The third of each value's middle rank, and where the second and the last third begin."""
    distinct, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    third = (3 * middle // max(len(values), 1)).astype(np.int64)
    cuts = tuple(float(distinct[np.argmax(third >= k)]) for k in (1, 2) if (third >= k).any())
    return third[place], cuts


def _word(key: str, column: pa.Array, smallest: int) -> tuple[Dimension, NDArray[np.int64], tuple[float, ...]]:
    """A word's levels by name; those with too few records for any stratum count as one."""
    encoded = pc.fill_null(column, f"no {key}").dictionary_encode()
    words = np.array(encoded.dictionary.to_pylist(), object)
    place = encoded.indices.to_numpy(zero_copy_only=False)
    rare = np.bincount(place, minlength=len(words)) < smallest
    if np.count_nonzero(rare) > 1:
        words[rare] = f"other {key}s"
    names, into = np.unique(words, return_inverse=True)
    return Dimension(key, tuple(map(str, names)), False, f"any {key}"), into[place].astype(np.int64), ()


def _named(dimensions: list[Dimension], levels: list[NDArray[np.int64]], n: int, cuts: dict, smallest: int) -> Strata:
    key = np.zeros(n, np.int64)
    for dimension, codes in zip(dimensions, levels, strict=True):
        key = np.unique(key, return_inverse=True)[1] * len(dimension.levels) + codes
    _, first, cell, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    cells = np.stack([codes[first] for codes in levels], axis=1) if levels else np.zeros((len(first), 0), np.int64)
    parts = merge(cells, counts.tolist(), dimensions, smallest)
    names = _unique([name(cells[part], dimensions) for part in parts])
    of_cell = np.empty(len(cells), np.int64)
    for place, part in enumerate(parts):
        of_cell[part] = place
    sizes = np.bincount(of_cell, counts, len(parts)).astype(int).tolist()
    fine = _unique([name(cells[[i]], dimensions) for i in range(len(cells))])
    return Strata(
        by=tuple(dimension.name for dimension in dimensions),
        smallest=smallest,
        names=tuple(names),
        codes=of_cell[cell],
        sizes=dict(zip(names, sizes, strict=True)),
        merged={one: names[at] for one, at in zip(fine, of_cell.tolist(), strict=True)},
        cuts=cuts,
    )


def _unique(names: list[str]) -> list[str]:
    """The same names, numbered where one occurs again."""
    seen: Counter[str] = Counter()
    out = []
    for one in names:
        seen[one] += 1
        out.append(one if seen[one] == 1 else f"{one} ({seen[one]})")
    return out
