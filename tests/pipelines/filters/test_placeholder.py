"""Fillers in place of text."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.placeholder import placeholder


@pytest.mark.parametrize(
    "text",
    [
        "TODO",
        " n/a. ",
        "N/A",
        "test",
        "This is a test!",
        "asdf",
        "xxx",
        "aaaaaa",
        "—",
        "...",
        "???",
        "[placeholder]",
    ]
    + ["Lorem ipsum dolor sit amet, consectetur", "<insert text here>", "null"],
)
def test_a_filler_is_dropped(text):
    reason = placeholder()(Record("r", text=text))
    assert reason == f'the text is only a placeholder: "{" ".join(text.split())[:40]}"'


@pytest.mark.parametrize(
    "text",
    [
        "None.",
        "no",
        "III",
        "7777",
        "test results are in",
        "todo list for Monday",
        "bar",
        "好",
        "👍",
        "C++",
        "+",
        "",
    ],
)
def test_a_short_text_that_says_something_is_kept(text):
    assert placeholder()(Record("r", text=text)) is None


def test_each_field_is_judged_by_itself():
    record = Record("r", instruction="What is the dose?", response="TBD")
    assert placeholder()(record) == 'the response is only a placeholder: "TBD"'
    assert placeholder(answers=False)(record) is None


def test_own_fillers():
    assert placeholder(also=["See Chart"])(Record("r", text="see  chart.")) is not None
