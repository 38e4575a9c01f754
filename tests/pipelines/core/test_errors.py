"""The one error a user sees is one line: where, and what."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (VerilodeError("no labels"), "no labels"),
        (VerilodeError("no labels", file="a.yaml"), "a.yaml: no labels"),
        (VerilodeError("no labels", file=Path("in/a.yaml"), line=3), "in/a.yaml:3: no labels"),
        (VerilodeError("no labels", line=3), "no labels"),
        (VerilodeError("bad value:\n    x\n    ^"), "bad value: x ^"),
        (VerilodeError("gone", file="two\nlines\u2028or  three.csv"), "two lines or  three.csv: gone"),
    ],
)
def test_one_line(error, line):
    assert str(error) == line
