"""Choosing points that stand for all others, and how well they do."""

import numpy as np

from pipelines.core.progress import progress

_AT_ONCE = 1 << 22


def farthest_first(points: np.ndarray, wanted: int) -> np.ndarray:
    """int64 (wanted,): the point nearest the middle, then always the one farthest from all chosen; ties by row.

    Its largest distance is at most twice the best possible (Gonzalez 1985). The work is `wanted` passes over all.
    """
    if not wanted:
        return np.zeros(0, np.int64)
    middle = points.mean(axis=0)
    chosen = np.zeros(wanted, np.int64)
    chosen[0] = np.argmin(((points - middle) ** 2).sum(axis=1))
    squares = (points**2).sum(axis=1)
    nearest = np.full(len(points), np.inf)
    nearest[chosen[0]] = -1.0  # chosen ones are out, copies of them only last
    for number in range(1, wanted):
        last = chosen[number - 1]
        apart = np.maximum(0.0, squares + squares[last] - 2 * (points @ points[last]))
        nearest = np.minimum(nearest, apart)
        chosen[number] = np.argmax(nearest)
        nearest[chosen[number]] = -1.0
        if number % 256 == 0:
            progress("picking", number, wanted)
    progress("picking", wanted, wanted)
    return chosen


def proportional(points: np.ndarray, clusters: np.ndarray, wanted: int, least: int) -> np.ndarray:
    """int64 (wanted,): from each cluster by its size, at least `least` if possible, evenly from its middle outward."""
    sizes = np.bincount(clusters) if clusters.size else np.zeros(0, np.int64)
    shares = quotas(sizes, wanted, least)
    taken = [np.zeros(0, np.int64)]
    for number, share in enumerate(shares.tolist()):
        rows = np.flatnonzero(clusters == number)
        inside = points[rows]
        far = ((inside - inside.mean(axis=0)) ** 2).sum(axis=1) if rows.size else np.zeros(0)
        outward = rows[np.argsort(far, kind="stable")]
        taken.append(outward[np.arange(share) * rows.size // max(1, share)])
    return np.concatenate(taken)


def quotas(sizes: np.ndarray, wanted: int, least: int) -> np.ndarray:
    """int64 (clusters,): at most `wanted` places, a minimum each, the rest by size with largest remainders.

    A minimum too high for that many places is lowered for all alike.
    """
    wanted = min(wanted, int(sizes.sum()))
    floor = next(low for least in range(least, -1, -1) if (low := np.minimum(sizes, least)).sum() <= wanted)
    lacking = np.maximum(0.0, sizes * (wanted / max(1, sizes.sum())) - floor)
    exact = lacking * ((wanted - floor.sum()) / max(lacking.sum(), 1e-12))
    given = floor + np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(given - floor - exact, kind="stable")
    given[order[: wanted - given.sum()]] += 1
    return given


def distances_to(points: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every point the number of the nearest chosen one in `chosen` (int64), and the distance to it (float64)."""
    nearest, far = np.zeros(len(points), np.int64), np.full(len(points), np.inf)
    if not chosen.size:
        return nearest, far
    centres = points[chosen].astype(np.float64)
    squares = (centres**2).sum(axis=1)
    step = max(1, _AT_ONCE // chosen.size)
    for start in range(0, len(points), step):
        part = points[start : start + step].astype(np.float64)
        apart = (part**2).sum(axis=1)[:, None] + squares - 2 * part @ centres.T
        nearest[start : start + step] = apart.argmin(axis=1)
        far[start : start + step] = np.sqrt(np.maximum(0.0, apart.min(axis=1)))
    return nearest, far
