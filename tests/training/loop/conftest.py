"""What the tests of the loop share: a reporter that remembers, and training in one call."""

from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.trainers import TRAINERS


class Rows(list[dict[str, float]]):
    """A reporter that keeps what it is told."""

    def log(self, row: dict[str, float]) -> None:
        self.append(row)

    def of(self, name: str) -> dict[int, float]:
        """One figure by step."""
        return {int(row["step"]): row[name] for row in self if name in row}


class Trains:
    """Trains by a configuration into a folder and answers what was reported."""

    rows = Rows

    def __call__(self, config: RunConfig, folder: Path, reporter: Any = None) -> Rows:
        told = Rows() if reporter is None else reporter
        TRAINERS.build(config.trainer, config.options)(config, folder, told)
        return told


@pytest.fixture
def trains() -> Trains:
    return Trains()
