"""Precision at k: the first k labels of a ranked answer."""

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.answered import sheet
from training.metrics.precision_at_k import precision_at_k


@pytest.mark.parametrize(
    ("said", "at_2"),
    [('["b","x","a"]', 0.5), ('["a","b"]', 1.0), ('["a"]', 0.5), ('["a","a","b"]', 1.0), ("[]", 0.0), ("a", 0.0)],
)
def test_only_the_first_labels_count_and_missing_ones_are_wrong(said, at_2):
    assert precision_at_k(k=2)(sheet(['["a","b"]'], [said])).value == at_2


def test_the_ceiling_says_what_could_be_reached():
    assert precision_at_k(k=4)(sheet(['["a"]', '["a","b","c"]'], ["[]", "[]"])).parts == {"ceiling": 0.5}


def test_k_counts_from_one():
    with pytest.raises(VerilodeError, match="k must be at least 1, not 0"):
        precision_at_k(k=0)
