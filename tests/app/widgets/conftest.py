"""A desk with the review card on it, served once for all tests of the widgets."""

from collections.abc import Iterator

import pytest

from tests.fakes.browser import Watched
from tests.fakes.desk import SCRIPT, Desk
from tests.fakes.serving import serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.lay()
    with serving(desk.folder, SCRIPT, DESK=str(desk.folder)) as server:
        desk.url = server.url
        yield desk


@pytest.fixture
def desk(served: Desk, watched: Watched) -> Desk:
    served.watched = watched
    return served
