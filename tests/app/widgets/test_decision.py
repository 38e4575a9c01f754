"""What a browser may claim to be a decision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.widgets.decision import Decision, Refused, read_decisions
from app.widgets.review_item import ReviewItem, Suggested

ID = "0b5b1f6e-6f1f-4a51-9a39-0f3a8f7f2c11"
ITEM = ReviewItem("r1", "text", ("yes", "no"), 3, suggestion=Suggested("yes"))
CLAIM = {
    "decision_id": ID,
    "record_id": "r1",
    "version": 3,
    "action": "submitted",
    "value": "yes",
    "note": "",
    "seconds": 4.25,
    "blind": False,
    "shown_at": "2026-01-31T10:00:00.000Z",
    "phase": "audit",
}


def test_a_sound_claim_is_a_decision() -> None:
    assert read_decisions([CLAIM], {"r1": ITEM}) == (
        [Decision(ID, "r1", 3, "submitted", "yes", "", 4.25, False, "2026-01-31T10:00:00.000Z", "audit")],
        [],
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"decision_id": "1"}, "decision_id is not acceptable"),
        ({"record_id": "../../etc"}, "record_id is not acceptable"),
        ({"record_id": "r2"}, "the record is not known"),
        ({"version": -1}, "version is not acceptable"),
        ({"version": True}, "version is not acceptable"),
        ({"action": "approved"}, "action is not acceptable"),
        ({"value": "x" * 200_001}, "value is not acceptable"),
        ({"value": "\ud800"}, "value is not acceptable"),
        ({"value": None}, "a submitted decision needs a value"),
        ({"action": "skipped"}, "only a submitted decision or a draft has a value"),
        ({"note": "x" * 20_001}, "note is not acceptable"),
        ({"note": "\ud800"}, "note is not acceptable"),
        ({"seconds": float("nan")}, "seconds is not acceptable"),
        ({"seconds": -1}, "seconds is not acceptable"),
        ({"blind": "no"}, "blind is not acceptable"),
        ({"shown_at": "yesterday"}, "shown_at is not acceptable"),
        ({"actor": "somebody else"}, "the fields are not those of a decision"),
    ],
)
def test_an_unsound_claim_is_refused_with_its_reason(change: dict, reason: str) -> None:
    decisions, refused = read_decisions([CLAIM | change], {"r1": ITEM}, known=lambda _: False)
    assert (decisions, [one.reason for one in refused]) == ([], [reason])


def test_a_refusal_does_not_take_the_sound_ones_with_it() -> None:
    decisions, refused = read_decisions([CLAIM, CLAIM | {"action": "?"}], {"r1": ITEM})
    assert ([one.value for one in decisions], refused) == (["yes"], [Refused(ID, "action is not acceptable")])


def test_a_draft_may_have_a_value_or_none() -> None:
    draft = CLAIM | {"action": "draft"}
    decisions, refused = read_decisions([draft, draft | {"value": None}, draft | {"value": ""}], {"r1": ITEM})
    assert ([one.value for one in decisions], refused) == (["yes", None, ""], [])


def test_a_late_decision_on_a_record_of_the_project_is_taken() -> None:
    decisions, _ = read_decisions([CLAIM | {"record_id": "r9"}], {}, known=lambda name: name == "r9")
    assert [one.record_id for one in decisions] == ["r9"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*CLAIM, "x"]), inner, max_size=10),
    max_leaves=8,
)


@settings(max_examples=40)
@given(JSON | st.lists(st.fixed_dictionaries(dict.fromkeys(CLAIM, JSON)), max_size=3))
def test_no_claim_whatever_raises(claims: object) -> None:
    decisions, refused = read_decisions(claims, {"r1": ITEM})
    assert all(isinstance(one, Decision) for one in decisions)
    assert all(isinstance(one, Refused) for one in refused)
