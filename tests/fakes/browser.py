"""A real Chromium that notes every request to another computer, every dialog and every script error."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@dataclass
class Watched:
    """A page and what it did that it should not have done."""

    page: Any
    strangers: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, url: str) -> Any:
        """Go there; returns Playwright's page."""
        self.page.goto(url)
        return self.page

    def _note_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.strangers.append(url)

    def _note_dialog(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.dialogs.append(dialog.message)
        dialog.accept()


@contextmanager
def launched() -> Iterator[Any]:
    """Playwright's browser; the test is skipped where Chromium or Playwright is missing."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs a browser at {CHROMIUM}: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the test extra: pip install playwright")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS.split())
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Any, **options: Any) -> Iterator[Watched]:
    """One page in a fresh profile.

    Args:
        browser: From `launched`.
        options: For Playwright's `new_page`, e.g. `color_scheme="dark"`.
    """
    watched = Watched(browser.new_page(**options))
    watched.page.on("request", lambda request: watched._note_request(request.url))
    watched.page.on("websocket", lambda socket: watched._note_request(socket.url))
    watched.page.on("dialog", watched._note_dialog)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    yield watched
    watched.page.close()
