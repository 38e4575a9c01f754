"""The contract of every filter: keeps sound records in any language, gives one plain line for what it drops."""

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.core.rules import Rules
from pipelines.filters import FILTERS, Filter
from pipelines.signals import SIGNALS
from tests.fakes.judging import reason_for, reasons_for

REQUIRED: dict[str, Any] = {"languages": ["en", "zh", "ar", "hi", "th"], "labels": ["yes", "no"]}
"""Options that filters need, by their name; any other that must be given is a list of these labels."""

every_filter = pytest.mark.parametrize("name", FILTERS.names())

SOUND = [
    Record("en", text="The contract ends thirty days after written notice.", label="yes"),
    Record("zh", text="本合同自书面通知之日起三十天后终止。", label="no"),
    Record("ar", text="ينتهي هذا العقد بعد ثلاثين يوما من الإخطار الكتابي.", label="yes"),
    Record("hi", text="यह अनुबंध लिखित सूचना के तीस दिन बाद समाप्त होता है।", label="no"),
    Record("th", text="สัญญานี้สิ้นสุดสามสิบวันหลังจากแจ้งเป็นลายลักษณ์อักษร", label="no"),
    Record("qa", instruction="Does it end?\n\ndef f(x):\n    return x + 1", response="yes"),
    Record("chat", messages='[{"role": "user", "content": "Does the contract end after notice?"}]'),
]
ORDINARY = [Record(f"q{n}", instruction="Does it end?", response="yes") for n in range(300)]
WORTHLESS = [
    Record("empty", text=""),
    Record("todo", text="todo", label="?"),
    Record("signs", text="\ufffd!!"),
    Record("again", text="again and again " * 20, label="?"),
    Record("french", text="Le contrat prend fin trente jours après un préavis écrit du locataire."),
    Record("person", text="Write to jane.doe@corporation.com about the lease."),
    Record("key", text="aws_secret_access_key = AKIAIOSFODNN7EXAMPLQ wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYQ"),
    Record("refused", instruction="Does it end?", response="I'm sorry, but I cannot help with that."),
    Record("twins", instruction="Does it end?", response="It ends soon.", rejected="It ends soon."),
    Record("endless", instruction="Does it end?", response="It goes on for ever and ever. " * 400),
]


def build(name: str) -> Filter:
    required = [option.name for option in FILTERS.options(name) if option.required]
    return FILTERS.build(name, {option: REQUIRED.get(option, REQUIRED["labels"]) for option in required})


def off_by_default(name: str) -> bool:
    """Whether a filter drops nothing until it is given a limit: its file says so with `OFF = True`."""
    return getattr(sys.modules[FILTERS.get(name).__module__], "OFF", False)


def for_web_pages(name: str) -> bool:
    """Whether the filter says of itself that it is made for web pages, and drops short records that are sound."""
    return getattr(sys.modules[FILTERS.get(name).__module__], "WEB", False)


@every_filter
@pytest.mark.parametrize("record", SOUND, ids=lambda record: record.record_id)
def test_a_sound_record_is_kept(name, record):
    assert for_web_pages(name) or reason_for(build(name), record) is None


@every_filter
@settings(max_examples=50, deadline=None)
@given(text=st.none() | st.text(), response=st.none() | st.text(), label=st.none() | st.text())
def test_any_record_is_kept_or_dropped_with_one_plain_line(name, text, response, label):
    rule = build(name)
    record = Record("r", text=text, instruction=text, response=response, label=label)
    reason = reason_for(rule, record)
    assert reason is None or (reason.strip() and len(reason.splitlines()) == 1)
    assert reason_for(rule, record) == reason


@every_filter
def test_every_option_has_a_sentence(name):
    assert all(option.help for option in FILTERS.options(name))
    assert FILTERS.summary(name).endswith(".")


@every_filter
def test_something_is_dropped_of_a_set_with_worthless_records(name):
    reasons = reasons_for(build(name), [*ORDINARY, *WORTHLESS])
    assert any(reasons) != off_by_default(name)
    assert for_web_pages(name) or not any(reasons[: len(ORDINARY)])


@every_filter
def test_a_filter_over_signals_names_columns_that_exist(name):
    rule = build(name)
    if not isinstance(rule, Rules):
        return
    families = rule.signals.items()
    known = {f"{family}.{name}" for family, options in families for name in SIGNALS.build(family, options).schema.names}
    assert {one.column for one in rule.rules} <= known
    assert len({one.name for one in rule.rules}) == len(rule.rules)
