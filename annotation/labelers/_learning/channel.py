"""From a model's scores and a file's noisy answers to one calibrated probability per label."""

import numpy as np

_TEMPERATURES = np.geomspace(0.02, 5.0, 80)
"""Grid for the only calibrated number; neighbours differ by 7 %, finer steps change no confidence visibly."""


def noise_rate(given: np.ndarray, answers: np.ndarray) -> float:
    """Share of given answers that people corrected, drawn towards one in ten while there are few.

    Both arrays hold label numbers; -1 in `given` means the file had none. The pull is worth ten records,
    so that neither "never wrong" nor a wild rate comes out of a handful of checks.
    """
    checked = given >= 0
    return float(((given[checked] != answers[checked]).sum() + 1) / (checked.sum() + 10))


def probabilities(scores: np.ndarray, temperature: float, floor: float) -> np.ndarray:
    """Softmax of `scores` (records, labels) at `temperature`; no label falls below `floor`.

    A score of -inf marks a label the model never saw: not seeing it is no proof that it is wrong.
    """
    hot = scores / temperature
    weights = np.exp(hot - hot.max(axis=1, keepdims=True))
    share = weights / weights.sum(axis=1, keepdims=True)
    return share * (1 - floor * scores.shape[1]) + floor


def joint(model: np.ndarray, given: np.ndarray, noise: float) -> np.ndarray:
    """Joint probability of each label and the given answer: p(label | text) · p(given | label).

    A given answer is right with probability 1 - `noise`, otherwise any other label equally often: the
    classification noise of Angluin and Laird (1988), section 2, for more than two labels. Rows without a
    given answer (-1) stay as they are.
    """
    told = np.flatnonzero(given >= 0)
    channel = np.ones_like(model)
    channel[told] = noise / (model.shape[1] - 1)
    channel[told, given[told]] = 1 - noise
    return model * channel


def posterior(model: np.ndarray, given: np.ndarray, noise: float) -> np.ndarray:
    """Probability of each label once both the text and the given answer are known."""
    both = joint(model, given, noise)
    return both / both.sum(axis=1, keepdims=True)


def fit_temperature(
    scores: np.ndarray, given: np.ndarray, answers: np.ndarray, noise: float, floor: float, enough: int
) -> float:
    """The temperature under which the known answers are likeliest (Guo et al. 2017, section 4.2).

    Known are the `answers` people verified (-1: none), judged by the posterior; with fewer than `enough` of
    them, the given answers themselves, judged through the noise channel. Scores must be out of fold.
    """
    verified = np.flatnonzero(answers >= 0)
    told = np.flatnonzero(given >= 0)

    def surprise(temperature: float) -> float:
        model = probabilities(scores, temperature, floor)
        if len(verified) < enough and len(told):
            return float(-np.log(joint(model[told], given[told], noise).sum(axis=1)).mean())
        after = posterior(model[verified], given[verified], noise)
        return float(-np.log(after[np.arange(len(verified)), answers[verified]]).mean())

    return float(min(_TEMPERATURES, key=surprise))
