"""Findings that should not be there, and percentiles of too few values."""

import numpy as np
import pyarrow as pa

from pipelines.core.rules import Absent, Percentile, Verdicts, judge


def test_a_finding_fails_and_is_the_reason() -> None:
    rule = Absent("refusal", "a.refusal", "a refusal")
    matrix = pa.table({"a.refusal": pa.array([None, "As an AI,\nI", ""])})
    found: Verdicts = judge([rule], matrix)
    assert found.first.tolist() == [-1, 0, 0]
    assert found.reasons(matrix, np.array([1])) == ["a refusal: As an AI, I"]


def test_too_few_values_have_no_percentiles() -> None:
    rule = Percentile("long", "a.words", "words", high=0.5, fewest=4)
    assert rule.fails(pa.chunked_array([[1.0, 2.0, float("nan"), 9.0]])).tolist() == [False] * 4
    assert rule.fails(pa.chunked_array([[1.0, 2.0, 3.0, 9.0]])).tolist() == [False, False, True, True]
