"""Total error: the bound on slips by hand, against scipy, and its level over every draw."""

import itertools

import pytest
from scipy.stats import hypergeom

from annotation.certificate.ranked import certify
from annotation.certificate.total import TotalError, slips_left, split, total_error
from pipelines.core.errors import VerilodeError


def test_slips_by_hand():
    """4 of 8 labels checked and none slipped: of T slips all are unchecked with 1/2, 3/14, 1/14, 1/70 for T = 1 … 4."""
    assert [slips_left(8, 4, 0, delta) for delta in (0.51, 0.3, 0.1, 0.02, 0.01)] == [0, 1, 2, 3, 4]


def test_all_checked_leaves_what_was_found():
    assert slips_left(50, 50, 3, 0.05) == 3
    assert slips_left(50, 0, 0, 0.05) == 50


def test_golden_records_count_for_the_evidence_but_not_for_the_data_set():
    assert slips_left(4, 4, 0, 0.1, golden=True) == slips_left(8, 4, 0, 0.1) == 2
    assert slips_left(400, 100, 6, 0.05, golden=True) == slips_left(500, 100, 6, 0.05) - 6


@pytest.mark.parametrize(
    ("labels", "checked", "slipped"), [(1_000, 100, 0), (1_000, 100, 7), (60, 59, 3), (9_999, 300, 12)]
)
def test_it_is_the_largest_number_that_still_agrees(labels, checked, slipped):
    most = slips_left(labels, checked, slipped, 0.05)
    assert hypergeom.cdf(slipped, labels, most, checked) > 0.05
    assert hypergeom.cdf(slipped, labels, most + 1, checked) <= 0.05


@pytest.mark.parametrize("slips", range(10))
@pytest.mark.parametrize("delta", [0.1, 0.3])
def test_it_is_too_low_as_rarely_as_it_says_over_every_draw(slips, delta):
    draws = list(itertools.combinations(range(9), 4))
    failed = [slips_left(9, 4, sum(i < slips for i in draw), delta) < slips for draw in draws]
    golden = [
        slips_left(5, 4, found, delta, golden=True) < slips - found
        for draw in draws
        for found in [sum(i < slips for i in draw)]
    ]
    assert sum(failed) / len(draws) <= delta
    assert sum(golden) / len(draws) <= delta


def test_the_parts_and_their_risks_add_up():
    text = ".o" * 400
    marks = {"audited": [c == "o" for c in text], "answered": [True] * 800, "wrong": [False] * 800}
    for_certificate, for_slips = split(0.05)
    certificate = certify(**marks, audit_rate=0.5, epsilon=0.05, delta=for_certificate)
    slips = slips_left(400, 100, 1, for_slips)
    assert total_error(certificate, checked=100, slipped=1, delta=for_slips) == TotalError(
        delta=pytest.approx(0.05),
        population=800,
        people=400,
        checked=100,
        slipped=1,
        people_wrong=slips,
        labeler_wrong=40,
        max_wrong=40 + slips,
        people_error=slips / 400,
        error=(40 + slips) / 800,
    )


def test_without_a_certificate_all_labels_are_people_s():
    certificate = certify(audited=[True] * 9, answered=[True] * 9, wrong=[False] * 9, audit_rate=0.9)
    assert not certificate.certified
    found = total_error(certificate, checked=9, slipped=1, delta=0.01)
    assert (found.labeler_wrong, found.people_wrong, found.max_wrong) == (0, 1, 1)


@pytest.mark.parametrize("numbers", [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_counts_that_cannot_be(numbers):
    with pytest.raises(VerilodeError, match="that cannot be"):
        slips_left(*numbers, 0.05)
