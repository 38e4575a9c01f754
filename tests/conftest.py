"""What many tests stand on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.browser import Watched, launched, watched_page

# trackers are tested by name; every other run would pay for starting one
os.environ.setdefault("VERILODE_TRACKER", "none")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium, one per test file: its event loop must be gone before other files run theirs."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    """A page of its own that notes what it should not have done."""
    with watched_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The folder with `pyproject.toml`."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data(repo_root: Path) -> Path:
    """Real public data sets kept beside the repository; the test is skipped where they are not."""
    folder = repo_root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data sets are not here: ../shared/data is missing")
    return folder
