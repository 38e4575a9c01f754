"""Answers outside the label set."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.label_in_set import label_in_set


@pytest.mark.parametrize(
    ("label", "missing", "reason"),
    [
        ("yes", True, None),
        ("Yes", True, "the label 'Yes' is none of the 2 known ones"),
        ("yes ", True, "the label 'yes ' is none of the 2 known ones"),
        (None, True, None),
        (None, False, "it has no label"),
    ],
)
def test_label_in_set(label, missing, reason):
    rule = label_in_set(labels=["yes", "no"], missing=missing)
    assert rule(Record("r", text="x", label=label)) == reason


def test_a_response_goes_before_the_label():
    record = Record("r", instruction="?", response="maybe", label="yes")
    assert label_in_set(labels=["yes"])(record) == "the label 'maybe' is none of the 1 known ones"


def test_an_empty_set_is_refused():
    with pytest.raises(VerilodeError, match="no labels are given"):
        label_in_set(labels=[])
