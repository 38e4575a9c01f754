"""The report as a file: what is written is what is read, and damage is one line."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.rehearsed import REPORT, failing
from training.preflight.failure import Failure
from training.preflight.report import FILE, as_json, read_report


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    report = failing(Failure("too odd", ("r1", "r2")))
    assert read_report(tmp_path) is None
    (tmp_path / FILE).write_bytes(as_json(report))
    assert read_report(tmp_path) == report
    assert report.failure == "2 rows are too odd: r1, r2"


def test_the_share_that_carries_loss() -> None:
    assert REPORT.share == pytest.approx(1 / 7)


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b"{}", as_json(REPORT)[:-40], as_json(REPORT).replace(b'"id"', b'"di"')]
)
def test_damage_is_one_line(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(VerilodeError, match=r"report\.json: cannot be read: "):
        read_report(tmp_path)
