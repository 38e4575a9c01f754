"""`verilode candidates`: what is asked for must make sense before any model is loaded."""

import shutil
from pathlib import Path

import pytest

from tests.fakes.command_line import Shell
from tests.fakes.finished import finished


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nobody"], "no such model"),
        (["base", "--number", "0"], "--number of at least 1"),
        (["base", "--temperature", "0"], "--temperature above 0"),
        (["base", "--split", "all"], "splits: train, validation, test"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, words: list[str], reason: str
) -> None:
    done = finished(tmp_path_factory.getbasetemp() / "finished").root
    ran = Shell(shutil.copytree(done, tmp_path / "mine"))("candidates", *words)
    assert ran.code == 1
    assert reason in ran.err.splitlines()[-1]
