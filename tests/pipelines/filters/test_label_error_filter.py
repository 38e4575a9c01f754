"""The filter over label errors: off until a limit is set, and plain about why."""

from pipelines.core.records import Record
from pipelines.filters.label_error import label_error
from tests.fakes.judging import reasons_for

RIVER = [
    f"the ferry crosses the river at {hour} and lands by the mill" for hour in "one two three four five six".split()
]
COURT = [f"the judge signs ruling number {n} about the lease" for n in "one two three four five six".split()]
WRONG = "the judge signs a ruling about a lease"
LABELLED = [(text, "river") for text in [*RIVER, WRONG]] + [(text, "court") for text in COURT]
RECORDS = [Record(f"r{i:02}", text=text, label=label) for i, (text, label) in enumerate(LABELLED)]


def test_nothing_is_dropped_until_a_limit_is_set() -> None:
    assert reasons_for(label_error(), RECORDS) == [None] * 13


def test_a_suspected_label_is_dropped() -> None:
    reasons = reasons_for(label_error(suspected=True), RECORDS)
    assert {i: reason for i, reason in enumerate(reasons) if reason} == {
        6: "by its words it confidently belongs to another class than its label"
    }


def test_a_low_margin_and_a_low_confidence_are_dropped_and_missing_labels_kept() -> None:
    records = [*RECORDS, Record("none", text="the judge")]
    for rule, says in ((label_error(min_margin=0.0), "margin of the given label"),
                       (label_error(min_confidence=0.4), "probability of the given label")):  # fmt: skip
        reasons = reasons_for(rule, records)
        assert [i for i, reason in enumerate(reasons) if reason] == [6]
        assert says in (reasons[6] or "")
