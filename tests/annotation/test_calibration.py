"""The worth of a confidence: by hand, against scikit-learn, and when nothing is said."""

import json

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from annotation.calibration import auroc, calibration, curve
from pipelines.core.errors import VerilodeError


def checked(seed, n=300):
    rng = np.random.default_rng(seed)
    confidence = rng.random(n).round(1)
    return confidence, rng.random(n) < confidence


def test_the_area_by_hand_with_a_tie():
    """Pairs of right (.9, .5) and wrong (.5, .1): above, above, tied, above."""
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False])[0] == 3.5 / 4


@pytest.mark.parametrize("seed", range(3))
def test_scikit_learn_says_the_same(seed):
    confidence, right = checked(seed)
    found = calibration(confidence, right, "audit")
    assert found.auroc == pytest.approx(roc_auc_score(right, confidence))
    assert found.brier == pytest.approx(brier_score_loss(right, confidence))
    assert found.auroc_low < found.auroc < found.auroc_high


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Confidence evenly spread and right that often: a right one is more trusted in 5 of 6 pairs."""
    rng, held = np.random.default_rng(0), 0
    for _ in range(500):
        confidence = rng.random(80)
        _, low, high = auroc(confidence, rng.random(80) < confidence)
        held += low <= 5 / 6 <= high
    assert 0.92 <= held / 500 <= 0.985


def test_full_separation_of_few_is_no_certainty():
    area, low, high = auroc([0.9] * 40 + [0.1] * 5, [True] * 40 + [False] * 5)
    assert (area, round(low, 3), high) == (1.0, 0.478, 1.0)


def test_bins_hold_equally_many_and_keep_equal_confidence_together():
    first, second, third = curve([0.1] * 10 + [0.5] * 10 + [0.9] * 10, [True] * 5 + [False] * 15 + [True] * 10)
    assert (first.count, first.right, first.share, first.confidence) == (10, 5, 0.5, pytest.approx(0.1))
    assert (second.right, third.right) == (0, 10)
    assert third.low < 1 and third.high == 1
    assert len(curve([1.0] * 100, [True] * 100)) == 1


def test_the_calibration_error_by_hand():
    """Stated .9 and right in half of the cases: a gap of .4; Brier (.01 + .81) / 2."""
    found = calibration([0.9] * 40, [True, False] * 20, "audit")
    assert (found.ece, found.brier) == (pytest.approx(0.4), pytest.approx(0.41))
    assert (found.auroc, found.stated, found.right_share) == (0.5, pytest.approx(0.9), 0.5)
    assert found.sentence.endswith("the stated confidence is 40% too high on average.")


@pytest.mark.parametrize(
    ("right", "reason"),
    [
        ([True, False] * 10, "only 20 suggestions with a confidence were checked, and it takes 30"),
        ([True] * 50, "none of 50 checked suggestions was wrong"),
        ([False] * 50, "all 50 checked suggestions were wrong"),
    ],
)
def test_nothing_is_said_from_too_little(right, reason):
    found = calibration(np.linspace(0, 1, len(right)), right, "audit")
    assert (found.enough, found.reason, found.auroc, found.bins) == (False, reason, None, ())


def test_suggestions_without_a_confidence_are_counted_and_left_out():
    found = calibration([None, float("nan")] + [0.2, 0.8] * 20, [True, True] + [False, True] * 20, "audit")
    assert (found.checked, found.unknown, found.wrong, found.auroc) == (40, 2, 20, 1.0)


def test_it_is_json():
    for n in (10, 300):
        found = calibration(*checked(0, n), "blind audit of 300 suggestions")
        assert json.loads(json.dumps(found.to_json(), allow_nan=False))["basis"] == "blind audit of 300 suggestions"


def test_percentages_are_refused():
    with pytest.raises(VerilodeError, match="between 0 and 1"):
        calibration([95.0] * 40, [True] * 40, "audit")
