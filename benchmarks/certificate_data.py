"""Data sets whose truth is known, for the benchmark of the certificate: drawn ones, and real labels of real models.

Drawn: at depth q of the ranking (0 the most trusted) a suggestion is wrong with probability
wrong · steep · q^(steep − 1), so `wrong` is the share of all. The labeler's confidence sinks from 1 and reaches .9 at
depth `cut`: it promises far more than it keeps, as language models do. Three strata hold 50, 30 and 20 % of the records
and .8, 1 and 1.5 times as many wrong ones, which the confidence does not know.

Real: the labels of the repository tijana-zrnic/pac-labels (MIT), a language model's and an image model's, with the
people's labels beside them. They are kept beside this repository, never in it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotation.certificate.ranked import rank

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "llm-labels-pac"
WORLDS = 10
"""Drawn data sets are drawn so often, and the repeats shared among them, lest one lucky draw decides."""

SHARES, FACTORS = (0.5, 0.3, 0.2), (0.8, 1.0, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One data set in ranking order: whether the suggestion is wrong, its confidence, its stratum."""

    wrong: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    stratum: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A labeler to draw data sets of."""

    records: int
    audits: int
    wrong: float
    steep: float
    cut: float

    def worlds(self, seed: int = 0) -> Iterator[World]:
        """`WORLDS` data sets; equal seeds give equal ones."""
        for number in range(WORLDS):
            yield self.world(np.random.default_rng([seed, number]))

    def world(self, rng: np.random.Generator) -> World:
        """One data set."""
        depth = (np.arange(self.records) + 0.5) / self.records
        group = rng.choice(len(SHARES), self.records, p=SHARES)
        chance = self.wrong * self.steep * depth ** (self.steep - 1) * np.array(FACTORS)[group]
        wrong = rng.random(self.records) < np.minimum(chance, 1)
        return World(wrong, 1 - 0.1 * (depth / self.cut) ** 2, np.array(["common", "usual", "hard"])[group])


@dataclass(frozen=True, slots=True)
class Real:
    """A file with a model's label, its confidence and the people's label."""

    file: str
    column: str
    audits: int
    by_label: bool

    def worlds(self, seed: int = 0) -> Iterator[World]:
        """The one data set there is."""
        with (REAL / self.file).open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        trust = np.array([float(row["confidence"]) for row in rows])
        order = rank(trust, np.arange(len(rows)))
        suggested = np.array([row[self.column] for row in rows])
        wrong = suggested != np.array([row["Y"] for row in rows])
        stratum = suggested if self.by_label else np.array(["low", "mid", "high"])[suggested.astype(int) * 3 // 1000]
        yield World(wrong[order], trust[order], stratum[order])


DATA: dict[str, Drawn | Real] = {
    "A": Drawn(10_000, 500, wrong=0.07, steep=10.35, cut=0.978),
    "B": Drawn(10_000, 500, wrong=0.14, steep=4.34, cut=0.901),
    "C": Drawn(10_000, 500, wrong=0.25, steep=1.65, cut=0.625),
    "B50k": Drawn(50_000, 1_000, wrong=0.14, steep=4.34, cut=0.901),
    "stance": Real("stance.csv", "Yhat (GPT4o)", 300, by_label=True),
    "imagenetv2": Real("imagenetv2.csv", "Yhat", 800, by_label=False),
}
"""A: right in 93 %, B: 86 %, C: 75 % with a confidence that says little; two real ones, 75 % and 65 %."""


def there(data: Drawn | Real) -> bool:
    """Whether the data set can be had here."""
    return isinstance(data, Drawn) or (REAL / data.file).is_file()
