"""A real Label Studio for tests: installed once per user, its database made once, each test session gets a copy.

Marked tests (`pytestmark = pytest.mark.labelstudio`) take the fixture `label_studio` from a conftest that imports it
from here. The server is shared by all tests of the session, so a test makes projects of its own.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotation.studio import environment, server
from annotation.studio.private import alone, private_folder
from annotation.studio.state import Account, Home, read
from pipelines.core.errors import VerilodeError

REQUIRED = "VERILODE_TEST_LABELSTUDIO"
"""Set to `required`, a Label Studio that cannot be installed fails the tests instead of skipping them."""


class StudioServer:
    """A running server with its address and the token of its owner."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._serving = server.up(home, 0)

    @property
    def url(self) -> str:
        """Where it answers; `restart` keeps it."""
        return self._serving.url

    @property
    def account(self) -> Account:
        """Its owner's e-mail, password and token."""
        account = read(Account, self.home.account)
        assert account
        return account

    @property
    def token(self) -> str:
        """The owner's legacy token."""
        return self.account.token

    @property
    def pid(self) -> int:
        """The process, while it lives."""
        return self._serving.pid

    def kill(self) -> None:
        """What a crash does: gone at once, in the middle of whatever it does."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        server.stop(self._serving)

    def restart(self) -> None:
        """Up again (stopped first if it runs), at the same address."""
        server.stop(self._serving)
        self._serving = server.up(self.home, self._serving.port)

    def running(self) -> "StudioServer":
        """Itself; started again if the last test left it dead."""
        if not self._serving.lives:
            self.restart()
        return self

    def fresh_token(self, personal: bool = False) -> str:
        """The token of a new person with an account of its own; on wish a personal access token."""
        from tests.fakes.label_studio_people import new_person

        return new_person(self.url, self.token, personal)


@pytest.fixture(scope="session")
def label_studio_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioServer]:
    """The session's server; skips where Label Studio cannot be installed."""
    home = home_from_template(tmp_path_factory.mktemp("label_studio"))
    try:
        studio = StudioServer(home)
        yield studio
    finally:
        server.down(home)


@pytest.fixture
def label_studio(label_studio_session: StudioServer) -> StudioServer:
    """The session's server, alive."""
    return label_studio_session.running()


def home_from_template(root: Path) -> Home:
    """A home with a ready database that nobody used, and the user's own installation linked in."""
    template = _template()
    home = Home(root)
    shutil.copytree(template.data, home.data, dirs_exist_ok=True)
    home.environments.symlink_to(template.environments)
    return home


def empty_home(root: Path) -> Home:
    """A home without data whose first `up` makes the database; the installation is linked in."""
    home = Home(private_folder(root))
    home.environments.symlink_to(_template().environments)
    return home


def _template() -> Home:
    """The installation of this user, and a database made with it; both are made on first use, for all sessions."""
    user = Home.of_user()
    try:
        made_with = environment.ensure(user.environments)
    except VerilodeError as reason:
        if os.environ.get(REQUIRED) == "required":
            raise
        pytest.skip(f"no Label Studio here: {reason}")
    template = Home(user.root / "test-template" / made_with.name)
    with alone(private_folder(user.root / "test-template") / ".lock", "it makes the database of the tests"):
        if not (template.root / "ready").exists():
            _make(template, user)
    return template


def _make(template: Home, user: Home) -> None:
    shutil.rmtree(template.root, ignore_errors=True)
    private_folder(template.root)
    template.environments.symlink_to(user.environments)
    server.up(template, 0)
    server.down(template)
    (template.root / "ready").touch()
