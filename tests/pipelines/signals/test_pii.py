"""Personal data: what is found, and what looks like it in contracts, notes and support texts but is not."""

import csv
import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals.pii import pii
from tests.fakes.judging import signals_of

pytestmark = pytest.mark.skipif(find_spec("presidio_analyzer") is None, reason="the extra 'privacy' is not installed")

FOUND = [
    ("write to bob.o'neil+x@mail.example.co.uk.", "email"),
    ("email=jo..doe@example.com&x=1", "email"),
    ("Grüße an user@bücher.de", "email"),
    ("card 4111 1111 1111 1111 exp 12/27", "credit_card"),
    ("378282246310005", "credit_card"),
    ("2223003122003222", "credit_card"),
    ("pay to DE89 3704 0044 0532 0130 00 today", "iban"),
    ("GB82WEST12345698765432", "iban"),
    ("219-09-9999", "ssn"),
    ("SSN 219099999", "ssn"),
    ("NPI: 1234567893", "npi"),
    ("DEA number BB1388568", "medical_license"),
    ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "crypto"),
    ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "crypto"),
    ("login from 10.0.0.1", "ip_address"),
    ("came from 192.168.1.20", "ip_address"),
    ("2001:db8::ff00:42:8329", "ip_address"),
    ("call me at 212-555-0123 please", "phone"),
    ("(212) 736-5000", "phone"),
    ("+44 20 7946 0958", "phone"),
    ("Tel. +49 (0)30 901820", "phone"),
    ("01 42 68 53 00", "phone"),
    ("Contact No. 98765 43210", "phone"),
    ("<td>212-555-0123</td>", "phone"),
    ("phone=212-555-0123&x", "phone"),
    ("电话212-555-0123。", "phone"),
    ("邮箱jo@example.com谢谢", "email"),
    ("卡号4111111111111111到期", "credit_card"),
    ("my phone: 2127365000", "phone"),
    ("٢١٢-٧٣٦-٥٠٠٠", "phone"),
    ("DOB: 03/14/1985", "date_of_birth"),
    ("She was born on March 3, 1984 in Ohio", "date_of_birth"),
    ("geboren am 14.03.1985", "date_of_birth"),
    ("see https://www.example.com/a?b=c.", "url"),
]

NOTHING = [
    *("Section 2.3.3.4 or Section 2.3", "16.4.1.1 As used in this", "clause 12.3.4.5.6", "version 10.200.3.4"),
    *("on 2019-2020, page 22 of 80", "dated 2023-01-15 10:30", "by 03/14/2020", "Case No. 19-212-4567"),
    *(
        "$1,234,567.00",
        "USD 212 555 0123",
        "Order No. 2127365000, call us",
        "1,000,000 shares",
        "(a) 1234567 shares",
        "Invoice 2127365000",
    ),
    *("ICD E11.9, M54.5", "BP 120/80, pulse 72", "1000-2000 mg", "MRN 12345678", "NCT01234567", "born in 1984"),
    *("The patient was born in Ohio. Admitted 03/14/2020", "1234567893", "BB1388568", "555-0123"),
    *("ISBN 978-0-306-40615-7", "order 4111111111111112", "1250 - 200 - 700 = 350", "10*2/3=6.666666666666667"),
    *("std::vector a::b", "at 12:30:45", "@property", "a @ b", "x@localhost", "12:34:56:78", "e.g. this.that"),
]


def found(*texts: str) -> list[dict[str, int]]:
    """What each text holds, kinds without a finding left out."""
    rows = signals_of("pii", [Record(str(i), text=text) for i, text in enumerate(texts)]).to_pylist()
    return [{kind: count for kind, count in row.items() if count} for row in rows]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_it_is_found_once_and_as_one_kind(text: str, kind: str) -> None:
    assert found(text, f"😀 {text} 𝒳") == [{kind: 1}, {kind: 1}]


@pytest.mark.parametrize("text", NOTHING)
def test_it_only_looks_like_it(text: str) -> None:
    assert found(text) == [{}]


def test_several_in_one_text_are_counted() -> None:
    assert found("a@example.com, b@example.com or 212-555-0123") == [{"email": 2, "phone": 1}]


def test_an_address_in_a_web_address_counts_as_both() -> None:
    assert found("https://example.com/?u=jo@example.com") == [{"email": 1, "url": 1}]


def test_every_content_field_and_every_message_is_looked_at() -> None:
    chat = json.dumps([{"role": "user", "content": "I am a@example.com"}, {"role": "assistant", "content": "Hi"}])
    record = Record("r", system="b@example.com", instruction="?", response="c@example.com", rejected="d@example.com")
    assert signals_of("pii", [record, Record("s", messages=chat)])["email"].to_pylist() == [3, 1]


def test_other_regions_have_other_numbers() -> None:
    text = [Record("r", text="call 011 401 4444")]
    assert signals_of("pii", text, {"regions": ["US"]})["phone"].to_pylist() == [0]
    assert signals_of("pii", text, {"regions": ["SA"]})["phone"].to_pylist() == [1]


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(VerilodeError, match="no region of phone numbers called 'Mars'"):
        pii(regions=["Mars"])


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.sampled_from(["\n", " ", " \u2014 ", "\u3000"]))
def test_an_address_between_any_words_is_found(before: str, after: str, gap: str) -> None:
    assert found(f"{before}{gap}jo@example.com{gap}{after}")[0]["email"] >= 1


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("0123456789 -.:/@()+,abf\u0663\u00a0"), max_size=60))
def test_wild_numbers_are_counted_without_a_fault(text: str) -> None:
    assert all(count > 0 for count in found(text)[0].values())


def test_real_contracts_and_visits_hold_nothing_but_this(shared_data: Path) -> None:
    lines = (shared_data / "legal-cuad" / "clauses.jsonl").read_text("utf-8").splitlines()
    clauses = [json.loads(line)["clause"] for line in lines]
    with (shared_data / "medical-mts-dialog" / "TrainingSet.csv").open(encoding="utf-8", newline="") as file:
        visits = [text for row in csv.DictReader(file) for text in (row["dialogue"], row["section_text"])]
    with (shared_data / "support-banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        queries = [row["text"] for row in csv.DictReader(file)]
    counts = [sum(map(Counter, found(*texts)), Counter()) for texts in (clauses, visits, queries)]
    assert counts == [{"url": 9}, {"date_of_birth": 1}, {}]


def test_numbers_of_several_regions_in_one_line_are_all_found() -> None:
    assert found("212-555-0123, +44 20 7946 0958, 01 42 68 53 00 or +1 212 736 5000") == [{"phone": 4}]
