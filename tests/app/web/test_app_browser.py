"""The whole app in a real browser: every page opens, nothing leaves this computer, nothing heavy is loaded."""

from pathlib import Path

import pytest

from app.web.pages import find_pages
from pipelines.store.project import Project
from tests.fakes.browser import Watched
from tests.fakes.serving import serving

pytestmark = pytest.mark.browser


def test_every_page_of_an_empty_project_opens_quietly(tmp_path: Path, watched: Watched) -> None:
    Project.create(tmp_path, "legal")
    with serving(tmp_path) as server:
        first, *others = find_pages()
        for page, address in [(first, ""), *((other, other.name) for other in others)]:
            seen = watched.open(f"{server.url}/{address}")
            seen.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            seen.get_by_role("heading").first.wait_for()
            assert seen.locator("[data-testid=stException]").count() == 0, page.name
    assert (watched.strangers, watched.dialogs, watched.errors) == ([], [], [])
    assert server.heavy == []
