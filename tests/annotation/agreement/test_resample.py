"""Resamples: both ways of drawing them agree, and intervals hold the truth about as often as they say."""

import numpy as np

from annotation.agreement import resample
from annotation.agreement.ac1 import ac1
from annotation.agreement.ratings import ratings
from annotation.agreement.resample import Resampling, resampled


def test_items_are_drawn_as_often_as_there_are(monkeypatch):
    items = np.array([50, 30, 20])
    drawn = resampled(lambda weights: weights, items, Resampling())
    assert (drawn.sum(axis=1) == 100).all()
    assert np.allclose(drawn.mean(axis=0), items, atol=0.5)
    assert np.allclose(drawn.std(axis=0), (items * (1 - items / 100)) ** 0.5, rtol=0.1)


def test_many_patterns_are_drawn_item_by_item_with_the_same_spread():
    items = np.array([2] * 1_000 + [1] * 1_500)
    drawn = resampled(lambda weights: weights[:, :1_000].sum(axis=1), items, Resampling())
    n, p = items.sum(), 2_000 / items.sum()
    assert len(drawn) == resample._REPEATS_OF_MANY
    assert abs(drawn.mean() - n * p) < 5 and 0.85 < drawn.std() / (n * p * (1 - p)) ** 0.5 < 1.15


def test_the_interval_of_ac1_holds_the_truth_about_as_often_as_it_says():
    """Two raters who know the answer in 80 % of the cases and guess between two values in the others."""
    rng, held = np.random.default_rng(0), 0
    for _ in range(200):
        truth = rng.integers(0, 2, 80)
        said = [np.where(rng.random(80) < 0.8, truth, rng.integers(0, 2, 80)) for _ in "ab"]
        table = [
            (str(item), rater, str(row[item])) for rater, row in zip("ab", said, strict=True) for item in range(80)
        ]
        found = ac1(ratings(table), how=Resampling(repeats=400))
        held += found.low <= 0.64 <= found.high  # both know: 0.8², chance 0.5
    assert 0.9 <= held / 200 <= 0.99
