"""Rules: literal columns, and which of their rows fail for which reason."""

import math

import numpy as np
import pyarrow as pa
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import OneOf, Percentile, Within, judge


def column(*values: object) -> pa.ChunkedArray:
    return pa.chunked_array([list(values)])


def test_the_bounds_themselves_are_sound() -> None:
    assert Within("short", "text.words", "words", low=2, high=4).fails(column(1, 2, 4, 5)).tolist() == [
        True, False, False, True
    ]  # fmt: skip


def test_strict_bounds_are_not() -> None:
    assert Within("a", "a.b", "words", low=2, strict=True).fails(column(2, 3)).tolist() == [True, False]


def test_what_cannot_be_judged_never_fails() -> None:
    assert Within("a", "a.b", "words", low=2, high=3).fails(column(math.nan)).tolist() == [False]
    assert OneOf("a", "a.b", "language", ["en"]).fails(column("en", "de", None)).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("rule", "value", "line"),
    [
        (Within("a", "a.b", "words", low=50), 31, "31 words, fewer than 50"),
        (Within("a", "a.b", "words", high=100_000), 123_456, "123,456 words, more than 100,000"),
        (Within("a", "a.b", "of its lines are bullets", high=0.9, share=True), 0.951,
         "95.1% of its lines are bullets, more than 90%"),
        (OneOf("a", "a.b", "language", ["en", "fr"]), "de", "language 'de', wanted en, fr"),
    ],
)  # fmt: skip
def test_a_reason_names_the_number_and_its_bound(rule, value, line) -> None:
    assert rule.reason(value) == line


def test_percentiles_become_the_bounds_of_their_column() -> None:
    fitted = Percentile("length", "text.words", "words", low=0.1, high=0.9).fitted(column(*range(11)))
    assert (fitted.low, fitted.high) == (1, 9)
    assert fitted.fails(column(0, 1, 9, 10)).tolist() == [True, False, False, True]


def test_a_row_is_counted_under_the_first_rule_that_it_fails() -> None:
    matrix = pa.table({"a.words": [1, 9, 5], "a.lines": [7, 7, 0]})
    rules = [Within("few_words", "a.words", "words", low=2), Within("many_lines", "a.lines", "lines", high=3)]
    found = judge(rules, matrix)
    assert found.first.tolist() == [0, 1, -1]
    assert found.counts() == {"few_words": 1, "many_lines": 1}
    assert found.reasons(matrix, np.array([1, 0])) == ["7 lines, more than 3", "1 words, fewer than 2"]


def test_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(VerilodeError, match="minimum 5 is above the maximum 2"):
        Within("a", "a.b", "words", low=5, high=2)
