"""A classifier that learnt house style from approved and rejected texts, and what it is worth."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import Interval
from training.metrics._auc import auc, auc_interval

_FEWEST = 10
"""Texts of each side; below, no held-out figure would say anything."""
_FOLDS = 5


class Taught(NamedTuple):
    """The probability that a text would be approved, and how well held-out texts were told apart."""

    approved: Callable[[Sequence[str]], list[float]]
    auc: float
    interval: Interval


def teach(approved: Sequence[str], rejected: Sequence[str], seed: int = 0) -> Taught:
    """Learn from both sides; the AUC comes from five folds of texts that were not learnt from.

    Raises:
        VerilodeError: when there are too few texts, or held-out texts cannot be told apart.
    """
    good, bad = dict.fromkeys(approved), dict.fromkeys(rejected)
    both = good.keys() & bad.keys()  # says nothing about style
    texts = [text for side in (good, bad) for text in side if text not in both]
    truth = [1] * (len(good) - len(both)) + [0] * (len(bad) - len(both))
    if min(sum(truth), len(truth) - sum(truth)) < _FEWEST:
        raise VerilodeError(
            f"metric 'style' needs at least {_FEWEST} different approved and rejected texts, "
            f"not {sum(truth)} and {len(truth) - sum(truth)}"
        )
    value, interval = _held_out(texts, truth, seed)
    if interval.low <= 0.5:
        raise VerilodeError(
            f"metric 'style' cannot tell approved from rejected texts: held-out AUC {value:.2f} "
            f"({interval.low:.2f} to {interval.high:.2f}); give it more of both"
        )
    model = _classifier().fit(texts, truth)
    return Taught(lambda said: [float(p) for p in model.predict_proba(said)[:, 1]] if said else [], value, interval)


def _held_out(texts: list[str], truth: list[int], seed: int) -> tuple[float, Interval]:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    scores = cross_val_predict(_classifier(), texts, truth, cv=folds, method="predict_proba")[:, 1]
    good = [score for score, one in zip(scores, truth, strict=True) if one]
    bad = [score for score, one in zip(scores, truth, strict=True) if not one]
    value = auc(good, bad)
    return value, auc_interval(value, len(good), len(bad))


def _classifier() -> Any:
    """Words say what is said, characters how: endings, punctuation, capitals."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    pieces = r"\w+|[^\w\s]"
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=pieces)
    shapes = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), lowercase=False, sublinear_tf=True)
    return make_pipeline(make_union(words, shapes), LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000))
