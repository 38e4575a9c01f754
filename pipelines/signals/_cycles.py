"""Preferences that contradict each other: pairs of one prompt that lead in a circle."""

import numpy as np

NONE, CIRCLE, SWAPPED = 0, 1, 2


def contradictions(prompts: np.ndarray, chosen: np.ndarray, rejected: np.ndarray) -> np.ndarray:
    """int8 (n,): SWAPPED where the same pair also stands the other way round, CIRCLE in a longer round of preferences.

    The arguments are int64 (n,) keys, equal for equal texts. A is better than B and B better than C is a ranking,
    whatever side B stands on; only when C is better than A, too, none of the three can be believed.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    better, worse, count = _nodes(prompts, chosen, rejected)
    graph = coo_array((np.ones(better.size, np.int8), (better, worse)), shape=(count, count))
    _, part = connected_components(graph, directed=True, connection="strong")
    differs = better != worse
    found = np.where((part[better] == part[worse]) & differs, CIRCLE, NONE).astype(np.int8)
    found[np.isin(better * count + worse, worse * count + better) & differs] = SWAPPED
    return found


def on_both_sides(prompts: np.ndarray, chosen: np.ndarray, rejected: np.ndarray) -> np.ndarray:
    """bool (n,): pairs with an answer that another pair of the same prompt has on the other side."""
    better, worse, _ = _nodes(prompts, chosen, rejected)
    return (np.isin(better, worse) | np.isin(worse, better)) & (better != worse)


def _nodes(prompts: np.ndarray, chosen: np.ndarray, rejected: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """The answers as numbers from 0, equal for the same answer to the same prompt; and how many there are."""
    answers = np.stack([np.tile(prompts, 2), np.concatenate([chosen, rejected])], axis=1)
    distinct, nodes = np.unique(answers, axis=0, return_inverse=True)
    better, worse = np.split(nodes.reshape(-1).astype(np.int64), 2)
    return better, worse, len(distinct)
