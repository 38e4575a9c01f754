"""Which reviews tell most about the share of wrong labels: python -m benchmarks.sampling [--repeats 1500] [--check].

A made-up set of 20,000 records in 12 uneven strata with different error rates is reviewed again and again, 400 records
at a time, by several designs. Each design's estimate is compared with the truth: the root mean square error relative
to that of a plain random draw, and how often the 95 % interval holds the truth. `--check` fails where the figures are
not what the guide promises.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation.sampling.allocation import allocate
from annotation.sampling.estimate import Estimate, Reviewed, estimate
from annotation.sampling.powered import powered_estimate

RESULT = Path(__file__).parent / "results" / "sampling.json"
RATES = (0.04, 0.26, 0.10, 0.02, 0.30, 0.08, 0.18, 0.40, 0.05, 0.25, 0.02, 0.45)
SHRINK = 0.65
"""Each stratum holds so many times the records of the one before; its error rate has nothing to do with its size."""

POPULATION, REVIEWS = 20_000, 400
COVERAGE = (0.92, 0.985)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """The made-up records: stratum, whether the label is wrong, and the predicted chance of that."""

    stratum: NDArray[np.int64]
    wrong: NDArray[np.bool_]
    predicted: NDArray[np.floating]

    @property
    def sizes(self) -> dict[str, int]:
        """Records of each stratum."""
        return {str(at): int(n) for at, n in enumerate(np.bincount(self.stratum))}


def make(seed: int = 0) -> Population:
    """Records whose labeler knows something of its errors: predictions are their true chance, blurred and too low."""
    rng = np.random.default_rng(seed)
    ends = np.cumsum(SHRINK ** np.arange(len(RATES)))
    stratum = np.searchsorted(ends / ends[-1], (np.arange(POPULATION) + 0.5) / POPULATION)
    odds = np.log(np.array(RATES) / (1 - np.array(RATES)))[stratum] + rng.normal(0, 1.2, len(stratum))
    chance = 1 / (1 + np.exp(-odds))
    blurred = 1 / (1 + np.exp(-(odds + rng.normal(0, 0.8, len(stratum)) - 0.7)))
    return Population(stratum, rng.random(len(stratum)) < chance, blurred)


def designs(records: Population) -> dict[str, Callable[[np.random.Generator], Estimate]]:
    """Each design: a chance in, an estimate out."""
    sizes = records.sizes
    expected = np.bincount(records.stratum, records.predicted) / np.bincount(records.stratum)
    guessed = {name: float((p * (1 - p)) ** 0.5) for name, p in zip(sizes, expected, strict=True)}
    plans = {
        "proportional": allocate(sizes, REVIEWS, minimum=1),
        "proportional, 10 at least": allocate(sizes, REVIEWS),
        "Neyman, guessed deviations": allocate(sizes, REVIEWS, 1, guessed),
        "Neyman, guessed deviations, 10 at least": allocate(sizes, REVIEWS, 10, guessed),
        "equal per stratum": dict.fromkeys(sizes, REVIEWS // len(sizes)),
    }
    return {
        "plain random": lambda rng: _stratified(records, {"all": REVIEWS}, rng),
        **{name: lambda rng, plan=plan: _stratified(records, plan, rng) for name, plan in plans.items()},
        "plain random with predictions (PPI++)": lambda rng: _powered(records, None, rng),
        "proportional with predictions (PPI++)": lambda rng: _powered(records, plans["proportional, 10 at least"], rng),
    }


def _stratified(records: Population, plan: dict[str, int], rng: np.random.Generator) -> Estimate:
    """One draw by counts alone: within a stratum the wrong ones found are hypergeometric."""
    member = records.stratum if len(plan) > 1 else np.zeros(len(records.stratum), int)
    sizes, wrong = np.bincount(member), np.bincount(member, records.wrong).astype(int)
    drawn = np.array(list(plan.values()))
    hits = rng.hypergeometric(wrong, sizes - wrong, drawn)
    columns = zip(plan, sizes.tolist(), drawn.tolist(), hits.tolist(), strict=True)
    return estimate([Reviewed(*row) for row in columns])


def _powered(records: Population, plan: dict[str, int] | None, rng: np.random.Generator) -> Estimate:
    """One draw of records, as predictions go by record."""
    reviewed = np.zeros(len(records.stratum), bool)
    for at, n in enumerate(plan.values()) if plan else [(None, REVIEWS)]:
        members = np.flatnonzero(records.stratum == at) if plan else np.arange(len(reviewed))
        reviewed[rng.choice(members, n, replace=False)] = True
    strata = np.array(list(records.sizes), str)[records.stratum] if plan else None
    return powered_estimate(records.predicted, reviewed, records.wrong, strata)


def benchmark(repeats: int, seed: int = 0) -> dict[str, Any]:
    """Error relative to plain random, its square's inverse as an equivalent sample, and coverage, by design."""
    records = make(seed)
    truth = float(records.wrong.mean())
    rng = np.random.default_rng(seed + 1)
    found = {name: [design(rng) for _ in range(repeats)] for name, design in designs(records).items()}
    errors = {name: float(np.mean([(one.rate - truth) ** 2 for one in all_])) for name, all_ in found.items()}
    plain = errors["plain random"]
    rows = {
        name: {
            "rmse": round((errors[name] / plain) ** 0.5, 3),
            "equivalent_sample": round(plain / errors[name], 2),
            "coverage": round(float(np.mean([one.low <= truth <= one.high for one in all_])), 3),
            "width": round(float(np.mean([one.high - one.low for one in all_])), 4),
        }
        for name, all_ in found.items()
    }
    return {"records": POPULATION, "reviews": REVIEWS, "repeats": repeats, "truth": round(truth, 4), "designs": rows}


def broken(result: dict[str, Any]) -> list[str]:
    """What the figures do not keep of the promises."""
    rows = result["designs"]
    said = []
    if rows["proportional"]["rmse"] > 1.0:
        said.append("a proportional draw is no better than a plain one")
    if rows["equal per stratum"]["rmse"] <= 1.3:
        said.append("equal numbers per stratum are not much worse than a plain draw")
    low, high = COVERAGE
    off = {name: row["coverage"] for name, row in rows.items() if not low <= row["coverage"] <= high}
    return said + [f"the interval of {name} holds the truth in {share:.1%}" for name, share in off.items()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write the result; with --check compare it with the promises instead of writing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=1500)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    result = benchmark(asked.repeats)
    print(json.dumps(result, indent=1))
    if asked.check:
        if said := broken(result):
            raise SystemExit("\n".join(said))
    else:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
