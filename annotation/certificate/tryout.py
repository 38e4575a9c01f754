"""What a certificate would have saved on data whose true labels are already known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.certificate.ranked import default_audit_rate, rank
from annotation.certificate.repeats import Outcomes, Setting, repeat
from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class TryOut:
    """The first repeat's certificate beside the truth, and two figures over all repeats.

    `accepted`: suggestions that no person would have seen. `touched`: all other records. `saved`: `accepted` as a
    share of `records`. `wrong_left`: wrong labels among the accepted, and among the audited ones above the line what
    people overlooked (not in strict mode, whose promise is about the accepted). `certified`: whether a promise is made.
    `violation_rate`: share of repeats that left more wrong than promised; the promise is that it is at most δ.
    `saved_mean`: mean of `saved`.
    """

    records: int
    audit_rate: float
    epsilon: float
    delta: float
    audited: int
    accepted: int
    touched: int
    saved: float
    wrong_left: int
    certified: bool
    violation_rate: float
    saved_mean: float

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def try_out(
    suggested: Sequence[object],
    truth: Sequence[object],
    score: ArrayLike,
    *,
    audit_rate: float | None = None,
    epsilon: float = 0.05,
    delta: float = 0.05,
    repeats: int = 200,
    seed: int = 0,
    strictly: bool = False,
    miss_rate: float = 0.0,
    careless: float = 0.0,
    seeds: int = 0,
) -> TryOut:
    """Throw the audit's coins `repeats` times over labelled data and compare what is accepted with the truth.

    Args:
        suggested: The labeler's answer for each record.
        truth: The right answer, of the same type; records of equal score keep the order given here.
        score: How far the labeler is to be trusted, higher is better; unknown is trusted least.
        audit_rate: Probability of each record to be audited; by default what suits the number of records.
        epsilon: Share of wrong labels that may stay.
        delta: Risk that the promise fails.
        repeats: Audits drawn; the first is the one described in detail.
        seed: Equal seeds give equal results.
        strictly: Promise about the accepted records instead of the whole set.
        miss_rate: What the certificate allows for people overlooking wrong suggestions.
        careless: How often the people of this trial do overlook one.
        seeds: Known errors planted in each audit, from which the certificate learns its miss rate; 0 for none.

    Raises:
        VerilodeError: for columns of different length, no records, no repeats, or an option out of range.
    """
    wrong = _wrong_in_order(suggested, truth, score)
    n = len(wrong)
    if repeats < 1:
        raise VerilodeError(f"repeats must be at least 1, not {repeats}")
    rate = default_audit_rate(n) if audit_rate is None else audit_rate
    setting = Setting(epsilon, delta, rate, miss_rate, careless, seeds, strictly)
    return _described(repeat(wrong, setting, repeats, seed), setting, n)


def _described(found: Outcomes, setting: Setting, n: int) -> TryOut:
    """The first repeat in detail, and the two figures over all."""
    accepted = int(found.accepted[0])
    return TryOut(
        records=n,
        audit_rate=setting.audit_rate,
        epsilon=setting.epsilon,
        delta=setting.delta,
        audited=int(found.audited[0]),
        accepted=accepted,
        touched=n - accepted,
        saved=accepted / n,
        wrong_left=int(found.left[0]),
        certified=bool(found.certified[0]),
        violation_rate=float(found.broken.mean()),
        saved_mean=float(found.accepted.mean() / n),
    )


def _wrong_in_order(suggested: Sequence[object], truth: Sequence[object], score: ArrayLike) -> NDArray[np.bool_]:
    """Whether the suggestion is wrong, from the most to the least trusted record."""
    trust = np.asarray(score, float)
    if not len(suggested) == len(truth) == len(trust):
        raise VerilodeError(
            f"the columns differ in length: {len(suggested)} suggested, {len(truth)} true, {len(trust)} scores"
        )
    if len(trust) == 0:
        raise VerilodeError("there is nothing to try out: no record has a suggestion, a truth and a score")
    wrong = np.array([a != b for a, b in zip(suggested, truth, strict=True)], bool)
    return wrong[rank(trust, np.arange(len(trust)))]
