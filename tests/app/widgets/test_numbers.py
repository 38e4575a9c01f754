"""Figures as a person reads them."""

import pytest

from app.widgets.numbers import count, duration, share


def test_counts_have_separators() -> None:
    assert count(12345) == "12,345"


@pytest.mark.parametrize(("fraction", "shown"), [(0.1234, "12.3 %"), (1, "100.0 %"), (None, "–")])
def test_shares(fraction: float | None, shown: str) -> None:
    assert share(fraction) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(4.2, "4 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s"), (7300, "2 h 1 min"), (None, "–")]
)
def test_durations(seconds: float | None, shown: str) -> None:
    assert duration(seconds) == shown
