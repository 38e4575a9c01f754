"""Many audits of one data set whose truth is known, at once: what each accepts, and how often the promise breaks.

The lines are those of `ranked` and `strict`, computed for all repeats together; a test holds the first repeat against
`certify` itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.certificate import ranked, strict
from annotation.certificate.audit import check_level
from annotation.certificate.bounds import Level
from annotation.certificate.misses import NEARLY_ALL, SEEDS_SHARE, Seeds, miss_rate
from pipelines.core.errors import VerilodeError

_CELLS = 4_000_000
"""Coins thrown at a time: 32 MB, whatever the number of records and repeats."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is promised, and how the people of the trial behave.

    `careless`: probability with which they overlook a wrong suggestion. `miss_rate`: what the certificate allows for.
    `seeds`: errors planted in each repeat, from which it learns its miss rate instead (`misses`). `strictly`: promise
    about the accepted records.
    """

    epsilon: float
    delta: float
    audit_rate: float
    miss_rate: float = 0.0
    careless: float = 0.0
    seeds: int = 0
    strictly: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """For each repeat: records audited, suggestions accepted, wrong ones left, and whether more than promised."""

    audited: NDArray[np.integer]
    accepted: NDArray[np.integer]
    left: NDArray[np.integer]
    broken: NDArray[np.bool_]
    certified: NDArray[np.bool_]


def repeat(wrong: NDArray[np.bool_], setting: Setting, repeats: int, seed: int = 0) -> Outcomes:
    """Audit a ranking `repeats` times; equal seeds give equal outcomes.

    Args:
        wrong: Whether each suggestion is wrong, from the most to the least trusted record.
        setting: What is promised, and how people behave.
        repeats: How many audits.
        seed: Decides the coins, what is overlooked, and what becomes of planted errors, each by its own numbers.
    """
    _check(setting)
    coins, overlooking, planted = (np.random.default_rng(key) for key in (seed, [seed, 1], [seed, 2]))
    n, positions = len(wrong), np.flatnonzero(wrong)
    size, blocks = max(1, _CELLS // n), []
    for start in range(0, repeats, size):
        rows = min(size, repeats - start)
        audited = coins.random((rows, n)) < setting.audit_rate
        hits = audited[:, positions]
        if setting.careless:
            hits = hits & (overlooking.random(hits.shape) >= setting.careless)
        seeded = planted.binomial(setting.seeds, setting.careless, rows) if setting.seeds else np.zeros(rows, int)
        blocks.append(_block(audited, hits, positions, seeded, setting))
    return Outcomes(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _block(
    audited: NDArray[np.bool_],
    hits: NDArray[np.bool_],
    positions: NDArray[np.integer],
    seeded: NDArray[np.integer],
    setting: Setting,
) -> tuple[NDArray[np.generic], ...]:
    """The columns of `Outcomes` for some repeats; `hits` has a column for each wrong suggestion, at `positions`."""
    rows, n = audited.shape
    cut, certified = np.zeros(rows, int), np.zeros(rows, bool)
    for overlooked in np.unique(seeded):
        alike = seeded == overlooked
        delta, miss_rate = _allowance(setting, int(overlooked))
        lines = _strict_lines if setting.strictly else _ranked_lines
        cut[alike], certified[alike] = lines(audited[alike], hits[alike], positions, setting, delta, miss_rate)
    taken = ~audited & (np.arange(n) < cut[:, None])
    accepted = taken.sum(axis=1)
    above = positions < cut[:, None]
    left = (taken[:, positions] if setting.strictly else above & ~hits).sum(axis=1)
    broken = left > np.floor(setting.epsilon * (accepted if setting.strictly else n))
    return audited.sum(axis=1), accepted, left, broken, certified


def _allowance(setting: Setting, overlooked: int) -> tuple[float, float]:
    """Risk and miss rate to certify with."""
    if not setting.seeds:
        return setting.delta, setting.miss_rate
    share = SEEDS_SHARE * setting.delta
    return setting.delta - share, min(miss_rate([Seeds("", setting.seeds, overlooked)], share), NEARLY_ALL)


def _ranked_lines(
    audited: NDArray[np.bool_],
    hits: NDArray[np.bool_],
    positions: NDArray[np.integer],
    setting: Setting,
    delta: float,
    miss_rate: float,
) -> tuple[NDArray[np.integer], bool]:
    """How many ranked records stand above each repeat's hit number c + 1; as `ranked.line`."""
    n = audited.shape[1]
    allowed = ranked.allowed_hits(n, setting.epsilon, delta, setting.audit_rate, miss_rate)
    if allowed < 0:
        return np.zeros(len(audited), int), False
    past = np.cumsum(hits, axis=1) > allowed
    past = np.pad(past, ((0, 0), (0, 1)), constant_values=True)
    return np.append(positions, n)[past.argmax(axis=1)], True


def _strict_lines(
    audited: NDArray[np.bool_],
    hits: NDArray[np.bool_],
    positions: NDArray[np.integer],
    setting: Setting,
    delta: float,
    miss_rate: float,
) -> tuple[NDArray[np.integer], NDArray[np.bool_]]:
    """The last size that passes in each repeat; as in `strict.certify`."""
    n = audited.shape[1]
    ends = np.array(strict.sizes(n, setting.epsilon, delta, setting.audit_rate, miss_rate), int)
    if not len(ends):
        return np.zeros(len(audited), int), np.zeros(len(audited), bool)
    level = Level(setting.epsilon, delta, setting.audit_rate * (1 - miss_rate))
    met = np.pad(np.cumsum(hits, axis=1), ((0, 0), (1, 0)))[:, np.searchsorted(positions, ends)]
    unaudited = ends - np.cumsum(audited, axis=1)[:, ends - 1]
    stands = np.logical_and.accumulate(strict.passes(met, unaudited, level), axis=1)
    cut = np.append(0, ends)[stands.sum(axis=1)]
    return cut, cut > 0


def _check(setting: Setting) -> None:
    check_level(setting.epsilon, setting.delta, setting.audit_rate, setting.miss_rate)
    if not 0 <= setting.careless <= 1:
        raise VerilodeError(f"careless must lie between 0 and 1 (5 % is 0.05), not {setting.careless}")
    if setting.seeds < 0:
        raise VerilodeError(f"seeds must be at least 0, not {setting.seeds}")
