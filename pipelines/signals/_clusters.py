"""Clusters of points, named the same way every time."""

import warnings

import numpy as np

_FEW = 5000
"""Up to here the exact method takes less than a second or two; batches miss small clusters."""


def clusters_of(points: np.ndarray, clusters: int, seed: int) -> np.ndarray:
    """int32 (n,): the k-means cluster of each point, 0 the largest, ties by the first point in it.

    Many points are clustered from small batches of them (Sculley 2010).
    """
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning

    different = len(np.unique(points, axis=0))
    if different <= 1:
        return np.zeros(len(points), np.int32)
    few = min(clusters, different)
    if len(points) <= _FEW:
        kmeans = KMeans(few, random_state=seed, n_init=4)
    else:
        kmeans = MiniBatchKMeans(few, random_state=seed, n_init=3, batch_size=4096)
    with warnings.catch_warnings():  # points a rounding error apart are different to us and one to k-means
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = kmeans.fit_predict(points)
    names, firsts, sizes = np.unique(found, return_index=True, return_counts=True)
    rank = np.empty(names.max() + 1, np.int32)
    rank[names[np.lexsort((firsts, -sizes))]] = np.arange(names.size)
    return rank[found]
