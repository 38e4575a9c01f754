"""What the suggestions saved, from measured seconds: records that nobody touched, and faster review of the others.

By hand every record would take what a blind answer takes; blind records are a random sample, so their mean holds for
all. With suggestions, the blind ones took that too, the reviewed ones their own mean, the accepted ones nothing. What
is reviewed with a suggestion is what the labeler is least sure of, so the comparison leans against the suggestions.
People who see a suggestion are not always faster (Schroeder and others 2025, "Just Put a Human in the Loop?"); the
figures say so where it is the case.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotation.agreement.seconds import (
    Bounded,
    Means,
    Pace,
    Rates,
    Totals,
    bounded,
    capped_seconds,
    mean_seconds,
    pace,
    totals,
)
from pipelines.core.errors import VerilodeError

CLAIMED = (0.4, 0.6)
"""The share of people's time that vendors and studies commonly say suggestions save."""

FEWEST = 20
"""Timed records on each side below which nothing is concluded."""

CAP = 120.0
"""Seconds that a single record counts at most: whoever takes longer has usually left the desk."""


@dataclass(frozen=True, slots=True)
class Saving:
    """The measured saving.

    `ratio`: seconds with a suggestion over seconds blind, below 1 if faster. `waiting`: records still to be reviewed
    with a suggestion. `untouched`: share of the population accepted unseen. `actual`: of what is done; `projected`: of
    the whole population, if the waiting ones go on at the same pace. All None where `enough` is false; `reason` says
    what is missing.
    """

    blind: Pace
    assisted: Pace
    cap: float
    ratio: Bounded | None
    population: int
    touched_blind: int
    touched_assisted: int
    accepted: int
    waiting: int
    untouched: float
    actual: Totals | None
    projected: Totals | None
    currency: str
    level: float
    enough: bool
    reason: str
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Records of the population by what was done to them; the rest is waiting."""

    population: int
    touched_blind: int
    touched_assisted: int
    accepted: int

    def __post_init__(self) -> None:
        if self.population < 1 or min(self.touched_blind, self.touched_assisted, self.accepted, self.waiting) < 0:
            raise VerilodeError(
                f"{self.touched_blind} blind, {self.touched_assisted} reviewed and {self.accepted} accepted records "
                f"do not fit into {self.population}"
            )

    @property
    def waiting(self) -> int:
        return self.population - self.touched_blind - self.touched_assisted - self.accepted


def saving(
    blind_seconds: Sequence[float],
    assisted_seconds: Sequence[float],
    population: int,
    touched_blind: int,
    touched_assisted: int,
    accepted: int,
    rates: Rates | None = None,
    *,
    cap: float = CAP,
    level: float = 0.95,
    seed: int = 0,
) -> Saving:
    """The saving so far and that of the whole project.

    Args:
        blind_seconds: Active seconds of each record answered without a suggestion, where they are known.
        assisted_seconds: The same of records reviewed with a suggestion.
        population: All records that need a label.
        touched_blind: Records answered blind.
        touched_assisted: Records reviewed with a suggestion.
        accepted: Records accepted unseen, under a certificate.
        rates: Prices; None leaves money out.
        cap: Seconds that a single record counts at most.
        level: Confidence of the intervals.
        seed: Equal seeds give equal intervals.

    Raises:
        VerilodeError: for counts that do not fit together, or seconds that are none.
    """
    done = _Counts(population, touched_blind, touched_assisted, accepted)
    blind, assisted = capped_seconds(blind_seconds, cap), capped_seconds(assisted_seconds, cap)
    reason = _missing(len(blind), len(assisted) if touched_assisted or done.waiting else None)
    means = None if reason else mean_seconds(blind, assisted, seed)
    return Saving(
        blind=pace(blind, blind_seconds, cap),
        assisted=pace(assisted, assisted_seconds, cap),
        cap=cap,
        **asdict(done),
        waiting=done.waiting,
        untouched=accepted / population,
        **_told(means, len(assisted), done, rates, level, reason),
        currency=rates.currency if rates else "",
        level=level,
        enough=not reason,
        reason=reason,
    )


def _told(
    means: Means | None, assisted: int, done: _Counts, rates: Rates | None, level: float, reason: str
) -> dict[str, Any]:
    """What the means say: the ratio, the totals and the sentence."""
    if means is None:
        missing = f"No saving can be told yet: {reason}."
        return {"ratio": None, "actual": None, "projected": None, "sentence": missing}
    settled = done.population - done.waiting
    blind, reviewed = done.touched_blind, done.touched_assisted
    ratio = bounded(means.assisted / means.blind, level) if assisted >= FEWEST else None
    projected = totals(means, done.population, blind, reviewed + done.waiting, rates, level)
    return {
        "ratio": ratio,
        "actual": totals(means, settled, blind, reviewed, rates, level) if settled else None,
        "projected": projected,
        "sentence": _sentence(ratio, projected, f"{done.accepted} of {done.population} records"),
    }


def _missing(blind: int, assisted: int | None) -> str:
    """What it takes to say anything; `assisted` is None where no record needs review with a suggestion."""
    counts = {"answered blind": blind, "reviewed with a suggestion": assisted}
    short = [f"{n} of {FEWEST} timed records {how}" for how, n in counts.items() if n is not None and n < FEWEST]
    return f"there are only {' and '.join(short)}" if short else ""


def _sentence(ratio: Bounded | None, projected: Totals, untouched: str) -> str:
    saved = projected.saved
    whole = (
        f"the whole project takes {abs(saved.value):.0%} {'less' if saved.value >= 0 else 'more'} of people's time "
        f"than by hand (saved: {saved.low:.0%} to {saved.high:.0%}), with {untouched} untouched"
    )
    if ratio is None:
        return f"{whole[0].upper()}{whole[1:]}."
    speed = "neither clearly faster nor slower"
    if ratio.low > 1:
        speed = "slower"
    elif ratio.high < 1:
        speed = "faster"
    span = f"{ratio.value:.2f} times the blind seconds ({ratio.low:.2f} to {ratio.high:.2f})"
    return f"Review with a suggestion is {speed}: {span}; {whole}."


def against_claims(found: Saving) -> str:
    """The saving that is usually claimed for model suggestions with human review, beside what this data shows."""
    claimed = f"Elsewhere {CLAIMED[0]:.0%} to {CLAIMED[1]:.0%} less time is claimed"
    if found.projected is None:
        return (
            f"{claimed}; here {found.untouched:.0%} of the records were accepted unseen, and no time is measured yet."
        )
    saved = found.projected.saved
    told = "as much"
    if saved.low > CLAIMED[1]:
        told = "more"
    elif saved.high < CLAIMED[0]:
        told = "less"
    elif saved.low < CLAIMED[0] or saved.high > CLAIMED[1]:
        told = "not clearly more or less"
    return f"{claimed}; on this data it is {told}: {saved.value:.0%} ({saved.low:.0%} to {saved.high:.0%})."
