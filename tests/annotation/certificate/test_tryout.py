"""Trying a certificate out: by hand, against `certify` itself, and on real labels of a language model."""

import csv
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from annotation.certificate.ranked import certify
from annotation.certificate.tryout import try_out
from pipelines.core.errors import VerilodeError

REAL = Path(__file__).parents[3] / ".." / "shared" / "data" / "llm-labels-pac"


def test_a_perfect_labeler_saves_all_but_the_audit():
    found = try_out(["a"] * 1_000, ["a"] * 1_000, [0.5] * 1_000, repeats=1)
    assert found.accepted + found.audited == found.records == 1_000
    assert (found.wrong_left, found.certified, found.violation_rate) == (0, True, 0.0)
    assert found.touched == found.audited
    assert found.saved == found.saved_mean == found.accepted / 1_000


def test_a_labeler_that_is_always_wrong_saves_next_to_nothing():
    found = try_out(["a"] * 1_000, ["b"] * 1_000, [0.5] * 1_000, repeats=400)
    assert found.saved_mean < 0.05
    assert found.violation_rate <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def test_too_small_a_set_is_not_certified():
    found = try_out(["a"] * 20, ["a"] * 20, [0.5] * 20)
    assert (found.certified, found.accepted, found.touched, found.saved_mean) == (False, 0, 20, 0.0)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.6, 1.0])
def test_the_first_repeat_is_what_certify_gives(rate):
    rng = np.random.default_rng(2)
    score = np.sort(rng.random(3_000))[::-1]
    wrong = rng.random(3_000) > score**0.2
    drawn = np.random.default_rng(7).random(3_000) < rate
    expected = certify(audited=drawn, answered=drawn, wrong=wrong, audit_rate=rate)
    found = try_out(wrong.tolist(), [False] * 3_000, score, audit_rate=rate, repeats=3, seed=7)
    same = ("audited", "accepted", "touched", "certified", "epsilon", "delta")
    assert {name: asdict(found)[name] for name in same} == {name: asdict(expected)[name] for name in same}
    assert found.wrong_left == np.count_nonzero((wrong & ~drawn)[: expected.cut])


def test_records_are_taken_by_score():
    """The wrong half has the lower score, so the line ends near the middle, whatever the order of the rows."""
    suggested, score = ["wrong", "right"] * 2_000, [0.1, 0.9] * 2_000
    found = try_out(suggested, ["right"] * 4_000, score, repeats=1)
    assert 0.4 < found.saved < 0.55


def test_json_has_just_the_documented_names():
    names = (
        "records audit_rate epsilon delta audited accepted touched saved wrong_left certified violation_rate saved_mean"
    )
    assert " ".join(try_out(["a"], ["a"], [1.0]).to_json()) == names


def test_equal_seeds_give_equal_audits_however_many_follow():
    def tried(seed, repeats):
        return try_out([1, 2] * 500, [1, 1] * 500, np.linspace(1, 0, 1_000), epsilon=0.2, repeats=repeats, seed=seed)

    once, often = tried(3, 1), tried(3, 5_000)  # more than one block of coins
    assert once != tried(4, 1)
    assert often == tried(3, 5_000)
    assert (once.audited, once.accepted, once.wrong_left) == (often.audited, often.accepted, often.wrong_left)


@pytest.mark.parametrize(
    ("columns", "options", "reason"),
    [
        ((["a"], ["a", "b"], [1.0]), {}, "differ in length: 1 suggested, 2 true, 1 scores"),
        (([], [], []), {}, "nothing to try out"),
        ((["a"], ["a"], [1.0]), {"repeats": 0}, "repeats must be at least 1"),
        ((["a"], ["a"], [1.0]), {"audit_rate": 5}, "audit rate must be above 0 and at most 1"),
    ],
)
def test_what_cannot_be_tried_out_is_said_plainly(columns, options, reason):
    with pytest.raises(VerilodeError, match=reason):
        try_out(*columns, **options)


@pytest.mark.parametrize(
    ("name", "column", "audits", "saved"),
    [("stance", "Yhat (GPT4o)", 300, 0.305), ("imagenetv2", "Yhat", 800, 0.415)],
)
def test_real_labels_keep_the_promise_and_the_saving(name, column, audits, saved):
    """`saved` as measured over 1 000 repeats when the rule was chosen."""
    file = REAL / f"{name}.csv"
    if not file.exists():
        pytest.skip(f"the public data set {file.name} is not beside the project")
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns = ([row[key] for row in rows] for key in (column, "Y", "confidence"))
    found = try_out(*columns, audit_rate=audits / len(rows), repeats=600)
    assert found.violation_rate <= 0.05 + 3 * (0.05 * 0.95 / 600) ** 0.5
    assert found.saved_mean >= saved - 0.015
