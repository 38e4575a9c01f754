"""Rules as data: a column of signals and the values that are sound. Thresholds change without reading a text again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError

KEPT = -1


class Rule(Protocol):
    """One condition on one column of signals, written `family.column`."""

    name: str
    column: str

    def fitted(self, values: pa.ChunkedArray) -> "Rule":
        """The rule with limits that depend on the data made plain; itself where none do."""

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        """bool (n,): the rows this rule drops. A missing value or NaN never fails: there is nothing to judge."""

    def reason(self, value: Any) -> str:
        """One line that says why this value fails."""


@dataclass(frozen=True, slots=True)
class Within:
    """A number between two bounds, themselves allowed unless `strict`.

    Attributes:
        name: What drops are counted under.
        column: `family.column` of the signal.
        says: What the number counts ("words"), or what the share is of ("of its lines are bullets").
        low: Smallest sound value; nothing for no bound.
        high: Largest sound value.
        share: Whether the number is a share, 0 to 1, shown in per cent.
        strict: Whether the bounds themselves fail, too.
    """

    name: str
    column: str
    says: str
    low: float | None = None
    high: float | None = None
    share: bool = False
    strict: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise VerilodeError(f"{self.name}: the minimum {self.low:g} is above the maximum {self.high:g}")

    def fitted(self, values: pa.ChunkedArray) -> "Within":
        """Itself: its bounds are fixed."""
        return self

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        """bool (n,): the values outside the bounds."""
        numbers = np.asarray(values)
        failed = np.zeros(numbers.size, bool)
        if self.low is not None:
            failed |= numbers <= self.low if self.strict else numbers < self.low
        if self.high is not None:
            failed |= numbers >= self.high if self.strict else numbers > self.high
        return failed

    def reason(self, value: Any) -> str:
        """The number beside the bound it breaks."""
        below = self.low is not None and (value <= self.low if self.strict else value < self.low)
        limit, word = (self.low, "fewer") if below else (self.high, "more")
        return f"{self._shown(value)} {self.says}, {word} than {self._shown(limit)}"

    def _shown(self, value: Any) -> str:
        if self.share:
            return f"{100 * value:.3g}%"
        return f"{value:,.10g}" if float(value).is_integer() else f"{value:,.4g}"


@dataclass(frozen=True, slots=True)
class Percentile:
    """A number that is not among the smallest or largest of its column, by share of the rows.

    Attributes:
        name: What drops are counted under.
        column: `family.column` of the signal.
        says: What the number counts.
        low: Share of the rows below which a value is too small, 0 to 1.
        high: Share of the rows above which a value is too large, 0 to 1.
        fewest: Values there must be; fewer of them have no percentiles worth the name, and none fails.
    """

    name: str
    column: str
    says: str
    low: float = 0.0
    high: float = 1.0
    fewest: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= 1:
            raise VerilodeError(f"{self.name}: percentiles run from 0 to 1, the low one first")

    def fitted(self, values: pa.ChunkedArray) -> Within:
        """The bounds these shares have in this column; equal values fall the same way."""
        numbers = np.asarray(values, dtype=float)
        numbers = numbers[~np.isnan(numbers)]
        enough = numbers.size >= max(1, self.fewest)
        low, high = np.quantile(numbers, (self.low, self.high)) if enough else (None, None)
        return Within(self.name, self.column, self.says, low if self.low else None, high if self.high < 1 else None)

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        """bool (n,): the values outside this column's own percentiles."""
        return self.fitted(values).fails(values)

    def reason(self, value: Any) -> str:
        """Only the fitted rule knows its bounds."""
        raise NotImplementedError("fit the rule first")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text that is one of the allowed ones.

    Attributes:
        name: What drops are counted under.
        column: `family.column` of the signal.
        says: What the text is ("language").
        allowed: The sound values.
    """

    name: str
    column: str
    says: str
    allowed: Sequence[str] = field(default_factory=tuple)

    def fitted(self, values: pa.ChunkedArray) -> "OneOf":
        """Itself."""
        return self

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        """bool (n,): the values that are none of the allowed ones."""
        allowed = pc.is_in(values, pa.array(list(self.allowed), pa.string()))
        return np.asarray(pc.and_(pc.invert(allowed), pc.is_valid(values)))

    def reason(self, value: Any) -> str:
        """The value beside the allowed ones."""
        return f"{self.says} {str(value)[:40]!r}, wanted {', '.join(self.allowed)}"


@dataclass(frozen=True, slots=True)
class Absent:
    """A finding that should not be there, as the text that was found; null where there is none.

    Attributes:
        name: What drops are counted under.
        column: `family.column` of the signal.
        says: What was found ("a refusal").
    """

    name: str
    column: str
    says: str

    def fitted(self, values: pa.ChunkedArray) -> "Absent":
        """Itself."""
        return self

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        """bool (n,): the values that are there."""
        return np.asarray(pc.is_valid(values))

    def reason(self, value: Any) -> str:
        """What was found, on one line."""
        return f"{self.says}: {' '.join(str(value).split())[:80]}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a filter over signals is: the families it needs, with their options, and its rules in order."""

    signals: Mapping[str, Mapping[str, Any]]
    rules: Sequence[Rule]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The judgement on n rows: `first` int16 (n,) is the first rule that fails, -1 where all hold."""

    rules: Sequence[Rule]
    first: np.ndarray

    def counts(self) -> dict[str, int]:
        """How many rows each rule drops, each row counted under its first."""
        tally = np.bincount(self.first[self.first >= 0], minlength=len(self.rules))
        return {rule.name: int(n) for rule, n in zip(self.rules, tally, strict=True)}

    def reasons(self, matrix: pa.Table, rows: np.ndarray) -> list[str]:
        """The reason of each of these failed rows."""
        found = [""] * rows.size
        for number, rule in enumerate(self.rules):
            places = np.flatnonzero(self.first[rows] == number)
            values = matrix[rule.column].take(pa.array(rows[places])).to_pylist()
            for place, value in zip(places.tolist(), values, strict=True):
                found[place] = rule.reason(value)
        return found


def judge(rules: Sequence[Rule], matrix: pa.Table) -> Verdicts:
    """Try the rules in order on every row of a matrix of signals (columns `family.column`)."""
    first = np.full(matrix.num_rows, KEPT, np.int16)
    fitted = [rule.fitted(matrix[rule.column]) for rule in rules]
    for number, rule in enumerate(fitted):
        first[(first == KEPT) & rule.fails(matrix[rule.column])] = number
    return Verdicts(fitted, first)
