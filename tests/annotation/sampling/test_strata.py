"""Strata: names and merge map by hand, thirds with ties, and what holds for any columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.sampling.strata import strata
from pipelines.core.errors import VerilodeError


def test_each_record_has_a_stratum_and_each_cell_went_into_one():
    found = strata(["law"] * 40 + ["tax"] * 40, None, None, [10] * 35 + [90] * 5 + [10] * 40, by=("label", "length"))
    assert found.sizes == {"law | any length": 40, "tax | middling": 40}
    assert found.merged == {
        "law | middling": "law | any length",
        "law | long": "law | any length",
        "tax | middling": "tax | middling",
    }
    assert found.each.tolist() == ["law | any length"] * 40 + ["tax | middling"] * 40


def test_all_four_in_a_name():
    found = strata(
        ["billing", "other"] * 60, [0.1] * 60 + [0.9] * 60, ["faq.csv"] * 59 + ["mail.csv"] * 61, range(120), smallest=1
    )
    assert found.each[-2] == "billing | sure | mail.csv | long"


@pytest.mark.parametrize(
    ("confidence", "levels"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], ["unsure", "unsure", "fairly sure", "fairly sure", "sure", "sure"]),
        ([0.3, 1, 1, 1, 1, 1], ["unsure"] + ["fairly sure"] * 5),
        ([0.5, 0.5, 0.5, 0.9, 0.9, None], ["unsure"] * 3 + ["sure"] * 2 + ["no confidence"]),
        ([0.7, 0.7, 0.7], ["all records"] * 3),
    ],
)
def test_thirds_keep_equal_values_together(confidence, levels):
    assert strata(None, confidence, None, None, by=("confidence",), smallest=1).each.tolist() == levels


def test_cuts_tell_where_the_thirds_begin():
    assert strata(None, None, None, range(9), by=("length",), smallest=1).cuts == {"length": (3.0, 6.0)}


def test_rare_sources_count_as_one():
    sources = ["big.csv"] * 40 + [f"{number}.csv" for number in range(30)]
    assert strata(None, None, sources, None, by=("source",)).sizes == {"big.csv": 40, "other sources": 30}


def test_a_missing_label_is_a_level_of_its_own():
    assert strata(["law"] * 2 + [None] * 2, None, None, None, by=("label",), smallest=2).sizes == {
        "law": 2,
        "no label": 2,
    }


def test_the_json_leaves_out_the_column():
    found = strata(["law"] * 2, None, None, None, by=("label",), smallest=2)
    assert found.to_json() == {
        "by": ["label"],
        "smallest": 2,
        "sizes": {"all records": 2},
        "merged": {"all records": "all records"},
        "cuts": {},
    }


@pytest.mark.parametrize(
    ("columns", "by", "reason"),
    [
        ((["a"], None, None, None), ("cluster",), "not by cluster"),
        ((["a"], None, None, None), ("label", "length"), "need the length"),
        ((["a"], None, None, [1, 2]), ("label", "length"), "differ in length"),
        (([], None, None, None), ("label",), "no records"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(columns, by, reason):
    with pytest.raises(VerilodeError, match=reason):
        strata(*columns, by=by)


RECORD = st.tuples(
    st.sampled_from(["a", "b", "c", None]),
    st.one_of(st.none(), st.sampled_from([0.2, 0.5, 1.0])),
    st.sampled_from([f"{n}.csv" for n in range(5)]),
    st.integers(0, 9),
)


@given(st.lists(RECORD, min_size=1, max_size=120), st.integers(1, 30), st.randoms(use_true_random=False))
def test_no_stratum_is_too_small_and_the_order_of_records_does_not_matter(records, smallest, random):
    found = strata(*zip(*records, strict=True), smallest=smallest)
    assert sum(found.sizes.values()) == len(records)
    assert len(found.sizes) == 1 or min(found.sizes.values()) >= smallest
    assert set(found.merged.values()) == set(found.sizes)
    assert np.unique(found.each, return_counts=True)[1].sum() == len(records)
    order = list(range(len(records)))
    random.shuffle(order)
    again = strata(*zip(*(records[at] for at in order), strict=True), smallest=smallest)
    assert again.each.tolist() == found.each[order].tolist()
    assert again.to_json() == found.to_json()
