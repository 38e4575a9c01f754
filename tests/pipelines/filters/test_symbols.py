"""The share of letters and digits, in any script."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.symbols import symbols
from tests.fakes.judging import reason_for


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A plain sentence, with signs!", None),
        ("for i in range(10): x[i] = {i: (i,)}", None),
        ("ab !!!! ????", "20% of its characters are letters or digits, fewer than 50%"),
        ("🙂🙂🙂", "0% of its characters are letters or digits, fewer than 50%"),
        ("$$$ 9", "25% of its characters are letters or digits, fewer than 50%"),
        ("急性感染。", None),
        ("مُحَمَّدٌ", None),
        ("हिन्दी", None),
        ("", None),
    ],
)
def test_symbols(text, reason):
    assert reason_for(symbols(), Record("r", text=text)) == reason


def test_the_limit_is_an_option():
    assert reason_for(symbols(min_share=0.1), Record("r", text="ab !!!! ????")) is None
