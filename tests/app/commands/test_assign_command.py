"""`verilode assign`: people by phase, overlap, adjudicators."""

from pathlib import Path

import pytest

from tests.fakes.command_line import Shell
from tests.fakes.review import review_project


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(review_project(tmp_path, 3).root)


def test_people_overlap_and_an_adjudicator(shell: Shell) -> None:
    ran = shell("assign --to anna --to ben --phase audit --overlap 2 --adjudicator chief")
    assert ran.out.splitlines() == ["audit: anna, ben, 2 answers where several are asked for", "adjudication: chief"]
    assert shell.json("assign")["phases"]["audit"] == {"people": ["anna", "ben"], "overlap": 2}


def test_back_to_everybody(shell: Shell) -> None:
    shell("assign --to anna --adjudicator chief")
    assert shell("assign --anybody").out == "nobody is assigned: anybody may review anything\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("assign --overlap 2", "--overlap needs the people"),
        ("assign --phase audit", "--phase needs the people"),
        ("assign --anybody --to anna", "choose --anybody or people"),
        ("assign --to anna --phase exam", "unknown phase 'exam'"),
    ],
)
def test_half_a_wish_is_refused(shell: Shell, line: str, reason: str) -> None:
    ran = shell(line)
    assert (ran.code, reason in ran.err) == (1, True)
