"""What a certificate would have saved on data whose true labels are already known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.certificate.ranked import allowed_hits, default_audit_rate, max_wrong, rank
from pipelines.core.errors import VerilodeError

_CELLS = 4_000_000
"""Coins thrown at a time: 32 MB, whatever the number of records and repeats."""


@dataclass(frozen=True, slots=True)
class TryOut:
    """The first repeat's certificate beside the truth, and two figures over all repeats.

    `accepted`: suggestions that no person would have seen. `touched`: all other records. `saved`: `accepted` as a
    share of `records`. `wrong_left`: wrong labels among the accepted. `certified`: whether a promise is made at this
    rate. `violation_rate`: share of repeats that left more than ⌊εN⌋ wrong; the promise is that it is at most δ.
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

    Raises:
        VerilodeError: for columns of different length, no records, no repeats, or an option out of range.
    """
    wrong = _wrong_in_order(suggested, truth, score)
    n = len(wrong)
    if repeats < 1:
        raise VerilodeError(f"repeats must be at least 1, not {repeats}")
    rate = default_audit_rate(n) if audit_rate is None else audit_rate
    allowed = allowed_hits(n, epsilon, delta, rate)
    audited, accepted, left = _audits(wrong, allowed, rate, repeats, seed)
    return TryOut(
        records=n,
        audit_rate=rate,
        epsilon=epsilon,
        delta=delta,
        audited=int(audited[0]),
        accepted=int(accepted[0]),
        touched=n - int(accepted[0]),
        saved=float(accepted[0] / n),
        wrong_left=int(left[0]),
        certified=allowed >= 0,
        violation_rate=float(np.mean(left > max_wrong(n, epsilon))),
        saved_mean=float(accepted.mean() / n),
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


def _audits(
    wrong: NDArray[np.bool_], allowed: int, rate: float, repeats: int, seed: int
) -> tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]:
    """For each repeat: records audited, suggestions accepted, wrong ones among these."""
    rng, n = np.random.default_rng(seed), len(wrong)
    size = max(1, _CELLS // n)
    blocks = [
        _block(rng.random((min(size, repeats - start), n)) < rate, wrong, allowed) for start in range(0, repeats, size)
    ]
    audited, accepted, left = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return audited, accepted, left


def _block(
    audited: NDArray[np.bool_], wrong: NDArray[np.bool_], allowed: int
) -> tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]:
    """The same for some repeats at once; `audited` has the shape (repeats, records)."""
    cut = _lines(audited, wrong, allowed)
    taken = ~audited & (np.arange(len(wrong)) < cut[:, None])
    return audited.sum(axis=1), taken.sum(axis=1), (taken & wrong).sum(axis=1)


def _lines(audited: NDArray[np.bool_], wrong: NDArray[np.bool_], allowed: int) -> NDArray[np.integer]:
    """How many ranked records stand above each repeat's error number `allowed` + 1; as `certificate.line`."""
    if allowed < 0:
        return np.zeros(len(audited), int)
    positions = np.flatnonzero(wrong)
    past = np.cumsum(audited[:, positions], axis=1) > allowed
    past = np.pad(past, ((0, 0), (0, 1)), constant_values=True)
    return np.append(positions, len(wrong))[past.argmax(axis=1)]
