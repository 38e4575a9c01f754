"""Untrusted text stays text, and results become JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.frame.screen import as_lines, jsonable, plain, write_json


@dataclass(frozen=True)
class Counts:
    in_: int
    file: Path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain façade 例", "plain façade 例"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\u202egpj.exe", "a\\u202egpj.exe"),
        ("two\nlines", "two\\nlines"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("no\u00a0break", "no\u00a0break"),
        ("lone \ud800", "lone \\ud800"),
    ],
)
def test_controls_are_shown_not_obeyed(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_or_direction_character_survives(text: str) -> None:
    assert not set(plain(text)) & (set(map(chr, range(32))) - {"\t"} | set("\x7f\x9b\u202a\u202e\u2066\u2069"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Counts(3, Path("a/b")), {"in": 3, "file": "a/b"}),
        ({1: (1, 2)}, {"1": [1, 2]}),
        (float("inf"), None),
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
        (Enum("Colour", "RED").RED, 1),
        (True, True),
    ],
)
def test_values_in_the_types_of_json(value: Any, expected: Any) -> None:
    assert jsonable(value) == expected


def test_json_is_ascii_whatever_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"text": "例\ud800"})
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"text": "例\ud800"}


def test_a_result_must_be_an_object() -> None:
    with pytest.raises(TypeError, match="not list"):
        write_json([1])


def test_fields_as_lines() -> None:
    assert list(as_lines(Counts(3, Path("a")))) == ["in: 3", "file: a"]
    assert list(as_lines(None)) == []
