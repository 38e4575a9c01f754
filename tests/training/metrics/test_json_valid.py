"""Valid JSON: strictly, with nothing around it."""

import pytest

from tests.fakes.answered import sheet
from training.metrics.json_valid import json_valid


@pytest.mark.parametrize(
    ("answer", "valid"),
    [
        ('{"a": [1, null]}', 1.0),
        (" 3\n", 1.0),
        ("", 0.0),
        ("{'a': 1}", 0.0),
        ('{"a": 1} I hope this helps', 0.0),
        ('{"a": 1, "a": 2}', 0.0),
        ("NaN", 0.0),
        ("[" * 100_000, 0.0),
        ('```json\n{"a": 1}\n```', 0.0),
    ],
)
def test_only_json_parses(answer, valid):
    assert json_valid()(sheet(["x"], [answer])).items == (valid,)


@pytest.mark.parametrize("answer", ['```json\n{"a": 1}\n```', "```\n[1]```\n", "[1]"])
def test_a_code_fence_can_be_forgiven(answer):
    assert json_valid(fenced=True)(sheet(["x"], [answer])).value == 1.0
