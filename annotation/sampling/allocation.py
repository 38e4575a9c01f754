"""How many reviews each stratum gets, and which of its records they are (Cochran 1977, Sampling Techniques, ch. 5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin

_LEAST_DEVIATION = 1e-3
"""Share of the largest deviation that every stratum is taken to have: a pilot without an error proves no certainty."""


def allocate(
    sizes: Mapping[str, int], total: int, minimum: int = 10, deviations: Mapping[str, float] | None = None
) -> dict[str, int]:
    """Divide `total` reviews among the strata: by size, or by size times deviation where deviations are known.

    The second is Neyman's allocation (Cochran, section 5.5), which makes the weighted estimate as exact as it gets.
    No stratum gets more than it holds; the numbers add up to `total`, or to all records if there are fewer. Where
    `total` is too small for the minimum, the minimum is lowered to what is left for each.

    Args:
        sizes: Records of each stratum.
        total: Reviews to divide.
        minimum: Reviews that each stratum gets at least, so that it has a figure of its own.
        deviations: Standard deviation of wrong (1) and right (0) within each stratum; see `deviations`.

    Raises:
        VerilodeError: where not even one review is left for each stratum.
    """
    holds = np.array(list(sizes.values()), np.int64)
    total = min(total, int(holds.sum()))
    filled = int(np.count_nonzero(holds))
    if total < filled:
        raise VerilodeError(f"{total} reviews do not reach {filled} strata: ask for {filled} at least, or merge strata")
    least = np.minimum(holds, min(minimum, total // max(filled, 1)))
    shares = _fill(_weights(sizes, deviations), least, holds, total)
    return dict(zip(sizes, _whole(shares, holds, total), strict=True))


def deviations(reviewed: Mapping[str, int], wrong: Mapping[str, int]) -> dict[str, float]:
    """The deviation of each stratum from a pilot: √(p̃(1 − p̃)) with p̃ = (wrong + ½) / (reviewed + 1), never 0."""
    rates = {name: (wrong.get(name, 0) + 0.5) / (n + 1) for name, n in reviewed.items()}
    return {name: (rate * (1 - rate)) ** 0.5 for name, rate in rates.items()}


def draw(
    record_ids: Sequence[str], strata: Iterable[str], reviews: Mapping[str, int], *, purpose: str, seed: int = 0
) -> list[str]:
    """Draw the records to review: in each stratum those with the lowest coins, all together in an order by chance.

    A record's coin depends on `purpose`, `seed` and its id alone: asking for more reviews, or adding records, keeps
    those drawn before as far as the new numbers allow.

    Args:
        record_ids: All records.
        strata: The stratum of each.
        reviews: How many records to draw from each stratum; of those not named none is drawn.
        purpose: What the draw is for ("pilot"); draws for other purposes are independent.
        seed: Equal seeds give equal draws.
    """
    members: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for record_id, stratum in zip(record_ids, strata, strict=True):
        if reviews.get(stratum):
            members[stratum].append((coin(purpose, seed, record_id), record_id))
    drawn = [name for stratum, found in members.items() for _, name in sorted(found)[: reviews[stratum]]]
    return sorted(drawn, key=lambda name: coin("order", purpose, seed, name))


def _weights(sizes: Mapping[str, int], spread: Mapping[str, float] | None) -> NDArray[np.floating]:
    holds = np.array(list(sizes.values()), float)
    if spread is None:
        return holds
    missing = [name for name in sizes if name not in spread]
    if missing:
        raise ValueError(f"no deviation for {', '.join(missing)}")
    known = np.array([spread[name] for name in sizes], float)
    if not np.isfinite(known).all() or (known < 0).any():
        raise ValueError("deviations must be numbers from 0 up")
    top = known.max(initial=0.0)
    return holds * np.maximum(known / top, _LEAST_DEVIATION) if top else holds


def _fill(
    weights: NDArray[np.floating], least: NDArray[np.int64], most: NDArray[np.int64], total: int
) -> NDArray[np.floating]:
    """Shares in proportion to the weights, no lower than `least` and no higher than `most`, that add up to `total`."""
    low, high = 0.0, 1.0
    while np.clip(high * weights, least, most).sum() < total:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(middle * weights, least, most).sum() < total else (low, middle)
    return np.clip(high * weights, least, most)


def _whole(shares: NDArray[np.floating], most: NDArray[np.int64], total: int) -> list[int]:
    """The shares in whole numbers: those with the largest remainders are rounded up, the first of equal ones first."""
    steady = np.round(shares, 6)
    whole = np.floor(steady).astype(np.int64)
    order = np.argsort(whole - steady, kind="stable")
    room = order[(whole < most)[order]]
    whole[room[: total - int(whole.sum())]] += 1
    return whole.tolist()
