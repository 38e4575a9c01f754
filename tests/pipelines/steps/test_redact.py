"""Redaction: placeholders where personal data and secrets stood, everything else as it was."""

import json
import logging
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import CONTENT_FIELDS, Record
from pipelines.steps.redact import redact
from tests.fakes.judging import batch_of
from tests.fakes.secrets import KEY_BLOCK, SECRETS, text_with

pytestmark = pytest.mark.skipif(find_spec("presidio_analyzer") is None, reason="the extra 'privacy' is not installed")


class Facts:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.edits: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []

    def edit(self, rows: Any) -> None:
        self.edits += rows

    def drop(self, rows: Any) -> None:
        raise AssertionError("redaction drops nothing")

    def write(self, kind: str, rows: Any) -> None:
        assert kind == "findings"
        self.findings += rows


def run(*records: Record, **options: Any) -> Facts:
    facts = Facts()
    redact(**options)(iter([batch_of([record]) for record in records]), facts)
    return facts


def redacted(text: str, **options: Any) -> str:
    """The text of a record after the step; as it was where nothing was edited."""
    edits = run(Record("r", text=text), **options).edits
    return edits[0]["text"] if edits else text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail jo@example.com or call 212-555-0123.", "mail [EMAIL] or call [PHONE]."),
        ("😀 jo@example.com 𝒳 ann@example.com 😀", "😀 [EMAIL] 𝒳 [EMAIL] 😀"),
        ("IBAN GB82WEST12345698765432, SSN 219099999", "IBAN [IBAN], SSN [SSN]"),
        ("https://example.com/?u=jo@example.com&p=1", "https://example.com/?u=[EMAIL]&p=1"),
        ("nothing of 03/14/2020 in Section 2.3.3.4", "nothing of 03/14/2020 in Section 2.3.3.4"),
        (f"before\n{KEY_BLOCK}\nafter", "before\n[SECRET]\nafter"),
        (text_with("basic_auth"), "postgres://ann:[SECRET]@db.example.com/x"),
        (text_with("assigned"), 'password = "[SECRET]"'),
    ],
)
def test_findings_become_placeholders(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize("kind", SECRETS)
def test_no_part_of_a_secret_is_left(kind: str) -> None:
    secret = SECRETS[kind][1]
    left = redacted(f"{text_with(kind)}\n")
    assert "[SECRET]" in left
    assert not any(piece in left for piece in (secret[i : i + 8] for i in range(len(secret) - 7)))


def test_a_chosen_web_address_covers_the_mail_address_in_it() -> None:
    assert redacted("see https://example.com/?u=jo@example.com now", kinds=["email", "url"]) == "see [URL] now"


def test_only_the_chosen_kinds_are_replaced() -> None:
    assert redacted("jo@example.com 212-555-0123", kinds=["phone"]) == "jo@example.com [PHONE]"


def test_equal_values_have_equal_numbers_within_a_record() -> None:
    record = Record("r", instruction="jo@example.com and ann@example.com", response="JO@example.com")
    edits = run(record, consistent=True).edits
    assert (edits[0]["instruction"], edits[0]["response"]) == ("[EMAIL_1] and [EMAIL_2]", "[EMAIL_1]")


def test_numbers_given_before_are_not_given_again() -> None:
    assert redacted("[EMAIL_3] wrote to jo@example.com", consistent=True) == "[EMAIL_3] wrote to [EMAIL_4]"


def test_every_field_is_redacted_and_nothing_else_changes() -> None:
    fields = {name: f"{name} jo@example.com" for name in CONTENT_FIELDS if name != "messages"}
    chat = [{"role": "user", "content": 'say "jo@example.com"\n', "name": "jo@example.com", "n": 2125550123}]
    edit = run(Record("r", **fields, messages=json.dumps(chat))).edits[0]
    assert {name: edit[name] for name in fields} == {name: f"{name} [EMAIL]" for name in fields}
    assert json.loads(edit["messages"]) == [
        {"role": "user", "content": 'say "[EMAIL]"\n', "name": "[EMAIL]", "n": 2125550123}
    ]


def test_untouched_messages_keep_their_bytes() -> None:
    chat = '[ {"role":"user",  "content":"caf\\u00e9"} ]'
    assert run(Record("r", text="jo@example.com", messages=chat)).edits[0]["messages"] == chat


def test_records_without_findings_are_not_edited() -> None:
    facts = run(Record("a", text="sound"), Record("b", text="jo@example.com"), Record("c"))
    assert [row["record_id"] for row in facts.edits] == ["b"]


def test_findings_are_reported_as_counts_by_kind() -> None:
    text = f"jo@example.com ann@example.com 212-555-0123\n{text_with('aws')}"
    assert run(Record("r", text=text, label="jo@example.com")).findings == [
        {"record_id": "r", "kind": "secret", "count": 1},
        {"record_id": "r", "kind": "email", "count": 3},
        {"record_id": "r", "kind": "phone", "count": 1},
    ]


def test_what_was_found_is_written_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    values = ["jo@example.com", "212-555-0123", "GB82WEST12345698765432", *(secret for _, secret in SECRETS.values())]
    text = "\n".join(["jo@example.com 212-555-0123 GB82WEST12345698765432", *map(text_with, SECRETS)])
    facts = run(Record("r", text=text), consistent=True)
    written = f"{facts.edits}{facts.findings}{caplog.text}"
    assert facts.findings
    assert not any(value in written for value in values)


PIECES = [
    "jo@example.com",
    "212-555-0123",
    "2125550123",
    "phone",
    "4111 1111 1111 1111",
    "10.0.0.1",
    "www.a.com",
    "[EMAIL]",
]
PIECES += ["DOB", "03/14/1985", "SSN", "219099999", "://a:b@", *map(text_with, SECRETS), "_", "[", "\n", ".", "@", "😀"]
MIXED = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map(
    lambda pieces: " ".join(pieces)
) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(MIXED, st.booleans())
def test_redacting_twice_changes_nothing_more(text: str, consistent: bool) -> None:
    once = redacted(text, consistent=consistent)
    assert redacted(once, consistent=consistent) == once


@settings(max_examples=50, deadline=None)
@given(MIXED)
def test_messages_stay_json_and_lose_the_same(text: str) -> None:
    chat = json.dumps([{"role": "user", "content": text}])
    edits = run(Record("r", messages=chat)).edits
    left = json.loads(edits[0]["messages"] if edits else chat)
    assert left == [{"role": "user", "content": redacted(text)}]


def test_batches_are_read_one_by_one() -> None:
    def batches() -> Any:
        yield batch_of([Record("a", text="jo@example.com")])
        assert facts.edits, "the first batch was written before the second was asked for"
        yield batch_of([])

    facts = Facts()
    redact(kinds=["email"])(batches(), facts)
    assert [row["record_id"] for row in facts.edits] == ["a"]


@pytest.mark.parametrize(
    ("options", "line"),
    [({"kinds": ["person"]}, "no kind called 'person'; known: secret, email"), ({"kinds": []}, "no kinds are given")],
)
def test_senseless_options_are_refused(options: dict, line: str) -> None:
    with pytest.raises(VerilodeError, match=line):
        redact(**options)
