"""Agreement with people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from training.judging.people import checked, kappa

SIDES = st.sampled_from(["a", "b", "tie"])


@given(st.lists(st.tuples(SIDES, SIDES), min_size=1))
def test_kappa_agrees_with_scikit_learn(pairs):
    said, voted = zip(*pairs, strict=True)
    found = kappa(said, voted)
    if set(said) == set(voted) and len(set(said)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(cohen_kappa_score(said, voted))


def test_without_votes_there_is_no_kappa():
    assert kappa([], []) is None


def test_votes_come_as_a_mapping_or_a_list():
    assert checked({"i1": "a"}) == checked([("i1", "a")]) == [("i1", "a")]
