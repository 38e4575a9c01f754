"""What the browser's journey starts from."""

from pathlib import Path

import pytest

from tests.fakes.finished import finished


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that is done but for the records people still have to look at."""
    return finished(tmp_path / "project").root
