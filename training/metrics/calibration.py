"""Calibration: whether answers given with 80 % confidence are right 80 % of the time."""

from collections.abc import Sequence

from pipelines.core.errors import VerilodeError
from training.metrics import Answered, Metric, Score
from training.metrics._normal import normal
from training.metrics._reliability import brier, expected_error, fit_temperature, reliability


def calibration(*, bins: int = 10, ignore_case: bool = True) -> Metric:
    """Expected calibration error over bins of equal mass (Guo et al. 2017; Nixon et al. 2019); 0 is perfect.

    An answer is right where it is exactly the expected one. Parts: `brier` (Brier 1950), `accuracy`, `confidence`,
    `bins` (how many there were), the reliability curve as `bin_1_confidence`, `bin_1_accuracy`, `bin_1_n` and on, and
    `temperature`, which divides the logits best (fitted on these very answers: above 1 means too sure).

    Args:
        bins: How many bins of equal mass to make.
        ignore_case: Whether upper and lower case are the same.
    """
    if bins < 1:
        raise VerilodeError(f"metric 'calibration': bins must be at least 1, not {bins}")

    def metric(answers: Sequence[Answered]) -> Score:
        sure = [_confidence(one) for one in answers]
        right = [normal(one.expected, ignore_case) == normal(one.answered, ignore_case) for one in answers]
        if not answers:
            return Score(0.0, lower_is_better=True)
        curve = reliability(sure, right, bins)
        parts = {
            "brier": brier(sure, right),
            "accuracy": sum(right) / len(right),
            "confidence": sum(sure) / len(sure),
            "temperature": fit_temperature(sure, right),
            "bins": float(len(curve)),
        }
        for number, one in enumerate(curve, 1):
            parts |= {f"bin_{number}_{name}": float(value) for name, value in one._asdict().items()}
        return Score(expected_error(curve), parts=parts, lower_is_better=True)

    return metric


def _confidence(one: Answered) -> float:
    if one.confidence is None:
        raise VerilodeError(f"metric 'calibration' needs confidence: the answer to {one.record_id!r} has none")
    if not 0 <= one.confidence <= 1:
        raise VerilodeError(f"the confidence {one.confidence} of the answer to {one.record_id!r} is no probability")
    return one.confidence
