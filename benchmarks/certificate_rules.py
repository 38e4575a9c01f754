"""Ways to decide which suggestions stand unseen, each tried many times on a data set whose truth is known.

A rule takes a world, the audit's rate and a number of repeats, and gives for each repeat the suggestions accepted and
whether its promise broke. Promises differ: "dataset" is at most ε wrong of all labels, "accepted" at most ε wrong of
the accepted ones, "strata" at most ε wrong in each of three strata.

The published method is that of Candès, Ilyas and Zrnic 2025, "Probably approximately correct labels" (arXiv 2506.10908,
section 2): n uniform draws with replacement are labelled; a threshold on the uncertainty is sound if the mean error it
would cause is below ε by the upper betting bound of Waudby-Smith and Ramdas 2024 ("Estimating means of bounded random
variables by betting", JRSS B, section 4: hedged capital, here one-sided). Bets, truncation (.75) and search follow the
authors' published settings. It gets our ranking with its ties broken alike, and as many distinct labels as our audit.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.certificate.repeats import Setting, repeat
from benchmarks.certificate_data import World

EPSILON, DELTA = 0.05, 0.05

Tried = tuple[NDArray[np.integer], NDArray[np.bool_]]
"""For each repeat: suggestions accepted, whether the promise broke."""

Try = Callable[[World, float, int, int], Tried]
"""World, audit rate, repeats, seed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to decide, what it promises, and whether it claims to keep that with 1 − δ."""

    name: str
    promise: str
    sure: bool
    attempt: Try


def ours(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """The ranked audit certificate."""
    found = repeat(world.wrong, Setting(EPSILON, DELTA, rate), repeats, seed)
    return found.accepted, found.broken


def strict_mode(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """Strict mode: the promise about the accepted records."""
    found = repeat(world.wrong, Setting(EPSILON, DELTA, rate, strictly=True), repeats, seed)
    return found.accepted, found.broken


def by_stratum(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """Three strata certified separately, each at a third of the risk."""
    names = np.unique(world.stratum)
    setting = Setting(EPSILON, DELTA / len(names), rate)
    found = [repeat(world.wrong[world.stratum == name], setting, repeats, seed + i) for i, name in enumerate(names)]
    return np.sum([each.accepted for each in found], axis=0), np.any([each.broken for each in found], axis=0)


def pac_betting(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """The published method; see the head of this file."""
    rng, n = np.random.default_rng(seed), len(world.wrong)
    draws = round(math.log1p(-rate) / math.log1p(-1 / n))
    drawn = rng.integers(n, size=(repeats, draws))
    error = world.wrong[drawn]
    low, high = np.zeros(repeats, int), np.full(repeats, n + 1)
    while (open_ones := high - low > 1).any():
        middle = (low + high) // 2
        sound = betting_bound_below(error & (drawn < middle[:, None]), EPSILON, DELTA)
        low, high = np.where(open_ones & sound, middle, low), np.where(open_ones & ~sound, middle, high)
    looked = np.zeros((repeats, n), bool)
    looked[np.arange(repeats)[:, None], drawn] = True
    taken = ~looked & (np.arange(n) < low[:, None])
    return taken.sum(axis=1), (taken & world.wrong).sum(axis=1) > math.floor(EPSILON * n)


def betting_bound_below(values: NDArray[np.generic], mean: float, delta: float) -> NDArray[np.bool_]:
    """Whether the upper betting bound on the mean of each row's values, 0 to 1, lies below `mean`.

    Whoever bets against "the mean is at least `mean`" multiplies their money by 1/δ with probability at most δ if that
    is true (Ville); once they have, the bound lies below.
    """
    x, n = values.astype(float), values.shape[1]
    time = np.arange(1, n + 1)
    average = (0.5 + np.cumsum(x, axis=1)) / (1 + time)
    variance = (0.25 + np.cumsum((x - average) ** 2, axis=1)) / (1 + time)
    before = np.hstack([np.full((len(x), 1), 0.25), variance[:, :-1]])
    bets = np.minimum(np.sqrt(2 * math.log(2 / delta) / (n * before)), 0.75 / (1 - mean))
    money = np.cumsum(np.log1p(-bets * (x - mean)), axis=1)
    return money.max(axis=1) >= math.log(1 / delta)


def naive_threshold(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """The lowest threshold above which the audit's own error is at most ε, taken at its word."""
    coins = np.random.default_rng(seed)
    accepted, broken = np.zeros(repeats, int), np.zeros(repeats, bool)
    for i in range(repeats):
        audited = coins.random(len(world.wrong)) < rate
        places = np.flatnonzero(audited)
        good = np.flatnonzero(np.cumsum(world.wrong[places]) <= EPSILON * np.arange(1, len(places) + 1))
        cut = int(places[good[-1]]) + 1 if len(good) else 0
        accepted[i] = cut - np.count_nonzero(audited[:cut])
        broken[i] = np.count_nonzero(world.wrong[:cut] & ~audited[:cut]) > EPSILON * accepted[i]
    return accepted, broken


def fixed_cut(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """Accept where the labeler says it is 90 % sure, without an audit: what most tools offer."""
    cut = int(np.count_nonzero(world.confidence >= 0.9))
    return np.full(repeats, cut), np.full(repeats, np.count_nonzero(world.wrong[:cut]) > EPSILON * cut)


def oracle(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """Who sees every error: the longest part of the ranking that keeps the data set's promise."""
    errors, most = np.flatnonzero(world.wrong), math.floor(EPSILON * len(world.wrong))
    return np.full(repeats, errors[most] if len(errors) > most else len(world.wrong)), np.zeros(repeats, bool)


def strict_oracle(world: World, rate: float, repeats: int, seed: int) -> Tried:
    """The same for the promise about the accepted."""
    sizes = np.arange(1, len(world.wrong) + 1)
    kept = np.flatnonzero(np.cumsum(world.wrong) <= EPSILON * sizes)
    return np.full(repeats, kept[-1] + 1 if len(kept) else 0), np.zeros(repeats, bool)


RULES = (
    Rule("ranked audit", "dataset", True, ours),
    Rule("PAC labels, betting", "dataset", True, pac_betting),
    Rule("oracle", "dataset", True, oracle),
    Rule("three strata", "strata", True, by_stratum),
    Rule("strict mode", "accepted", True, strict_mode),
    Rule("naive threshold", "accepted", False, naive_threshold),
    Rule("fixed cut .9", "accepted", False, fixed_cut),
    Rule("strict oracle", "accepted", True, strict_oracle),
)
