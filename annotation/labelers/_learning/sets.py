"""Sets of labels: one model per label against the rest, and how probable the whole set is."""

import numpy as np

from annotation.labelers._learning.calibration import fit_share_right, log_odds
from annotation.labelers._learning.channel import fit_temperature, noise_rate, posterior, probabilities
from annotation.labelers._learning.rows import Rows

_MOST = 2000
"""Rows the one temperature is fitted on; more would change no confidence visibly."""


def label_chances(margins: np.ndarray, rows: Rows, enough: int) -> np.ndarray:
    """Probability of each label for each row, shape (rows, labels), from `margins` of one model per label.

    Every label is a question of its own with the answers no and yes, and goes through the noise channel as such. A
    whole given answer is wrong at some rate, read off the verified rows; with K labels each of its parts is wrong at
    the rate that makes this so.
    """
    count = margins.shape[1]
    told, known = (rows.given >= 0).all(axis=1), (rows.verified >= 0).all(axis=1)
    wrong = (rows.given != rows.verified).any(axis=1).astype(int)
    noise = noise_rate(np.where(told & known, 0, -1)[known], wrong[known])
    noise = 1 - (1 - noise) ** (1 / max(count, 1))
    floor = 0.1 / (len(margins) + 2)
    fitted = np.flatnonzero(known if known.sum() >= enough else told | known)[:_MOST]
    margins = margins - _middle(margins[fitted], rows.teaching[fitted])
    temperature = fit_temperature(
        _no_and_yes(margins[fitted]),
        rows.given[fitted].ravel().astype(int),
        rows.verified[fitted].ravel().astype(int),
        noise,
        floor,
        enough * count,
    )
    model = probabilities(_no_and_yes(margins), temperature, floor)
    return posterior(model, rows.given.ravel().astype(int), noise)[:, 1].reshape(margins.shape)


def _middle(margins: np.ndarray, answers: np.ndarray) -> float:
    """The margin at which a label is as likely there as not, by logistic regression over all labels.

    It is not 0: models of rare labels against all the rest are too shy.
    """
    known = np.isfinite(margins) & (answers >= 0)
    there = answers[known] > 0
    if not there.any() or there.all():
        return 0.0
    at = np.quantile(margins[known], [0, 1])
    odds = log_odds(fit_share_right(margins[known][:, None], there)(at[:, None]))
    return float(np.interp(0.0, odds, at)) if odds[0] < 0 < odds[1] else 0.0


def _no_and_yes(margins: np.ndarray) -> np.ndarray:
    cells = margins.ravel()
    return np.column_stack([np.zeros(len(cells)), cells])


def set_chances(chances: np.ndarray, right: np.ndarray, checked: np.ndarray, enough: int) -> np.ndarray:
    """Probability (rows,) that the whole set is right.

    The product over the labels takes them to be independent; with `enough` checked rows it is corrected by them.

    Args:
        chances: (rows, labels) probability of each label; the set holds those above one half.
        right: (rows,) whether the set is the verified one.
        checked: (rows,) whether there is a verified one.
        enough: Checked rows that are needed.
    """
    raw = np.exp(np.log(np.maximum(chances, 1 - chances)).sum(axis=1))
    if checked.sum() < max(enough, 1):
        return raw
    odds = log_odds(raw)[:, None]
    return fit_share_right(odds[checked], right[checked])(odds)
