"""How often progress is passed on, and how it reads."""

import io

import pytest

from app.frame.reports import Lines, UpdatingLine, reporting_to_all, sentence
from pipelines.core.progress import Progress, progress


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (Progress("dedupe", 1200, 10_000), "dedupe: 1,200 of 10,000 (12 %)"),
        (Progress("read", 7, None), "read: 7"),
        (Progress("read", 0, 0), "read: 0"),
        (Progress("evil\x1b[2J", 1, 2), "evil\\x1b[2J: 1 of 2 (50 %)"),
    ],
)
def test_a_report_as_a_sentence(report: Progress, text: str) -> None:
    assert sentence(report) == text


def test_a_line_a_second_and_the_last_one() -> None:
    lines: list[str] = []
    clock = Clock()
    with reporting_to_all([Lines(lines.append, clock=clock)]):
        for done in range(1, 11):
            progress("read", done)
            clock.now += 0.25
    assert lines == ["read: 1", "read: 5", "read: 9", "read: 10"]


def test_a_terminal_has_one_line_and_it_is_wiped() -> None:
    terminal = io.StringIO()
    with reporting_to_all([UpdatingLine(terminal)]):
        progress("read", 1, 2)
    assert terminal.getvalue() == "\r\x1b[Kread: 1 of 2 (50 %)\r\x1b[K"


def test_the_last_report_is_passed_on_after_an_error_too() -> None:
    lines: list[str] = []
    with pytest.raises(ZeroDivisionError), reporting_to_all([Lines(lines.append, clock=Clock())]):
        progress("read", 1)
        progress("read", 2)
        raise ZeroDivisionError
    assert lines == ["read: 1", "read: 2"]
