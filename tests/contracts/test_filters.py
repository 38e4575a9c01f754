"""The contract of every filter: keeps sound records in any language, gives one plain line for what it drops."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.filters import FILTERS, Filter

REQUIRED: dict[type, Any] = {list: ["yes", "no"]}

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


def build(name: str) -> Filter:
    required = [option for option in FILTERS.options(name) if option.required]
    kinds = {option.name: getattr(option.type, "__origin__", option.type) for option in required}
    return FILTERS.build(name, {option: REQUIRED[kind] for option, kind in kinds.items()})


@every_filter
@pytest.mark.parametrize("record", SOUND, ids=lambda record: record.record_id)
def test_a_sound_record_is_kept(name, record):
    assert build(name)(record) is None


@every_filter
@settings(max_examples=50)
@given(text=st.none() | st.text(), response=st.none() | st.text(), label=st.none() | st.text())
def test_any_record_is_kept_or_dropped_with_one_plain_line(name, text, response, label):
    rule = build(name)
    record = Record("r", text=text, instruction=text, response=response, label=label)
    reason = rule(record)
    assert reason is None or (reason.strip() and len(reason.splitlines()) == 1)
    assert rule(record) == reason


@every_filter
def test_every_option_has_a_sentence(name):
    assert all(option.help for option in FILTERS.options(name))
    assert FILTERS.summary(name).endswith(".")


@every_filter
def test_something_is_dropped(name):
    worthless = [
        Record("empty", text=""),
        Record("todo", text="todo", label="?"),
        Record("signs", text="\ufffd!!"),
    ]
    worthless.append(Record("again", text="again and again " * 20, label="?"))
    assert any(build(name)(record) for record in worthless)
