"""One person's way through the whole app in a real browser, on a project that is nearly done."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.store.event import Stored
from pipelines.store.project import Project
from tests.fakes.browser import Watched, watched_page
from tests.fakes.serving import Server, serving

pytestmark = pytest.mark.browser

PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's browser side looks for its server under the page's own address first; that 404 is its way."""


class Journey:
    """A browser on the served project: one line per stage."""

    def __init__(self, server: Server, watched: Watched, pictures: Path) -> None:
        self.server, self.watched, self.page, self.pictures = server, watched, watched.page, pictures
        self.failed: list[str] = []
        self.page.on("response", self._note)
        self.page.on("console", self._overhear)

    def go(self, name: str, title: str) -> Any:
        """Open a page by its link, wait until it stands, take its picture, and read it for trouble."""
        if self.page.url == "about:blank":
            self.watched.open(self.server.url)
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
        self.page.get_by_text(title).first.wait_for()
        self.settle()
        self.page.screenshot(path=self.pictures / f"{name.lower()}.png", full_page=True)
        said = self.page.get_by_test_id("stMain").inner_text()
        assert not [word for word in ("Traceback", "Error") if word in said], name
        assert self.page.get_by_test_id("stException").count() == 0, name
        return self.page.get_by_test_id("stMain")

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def _note(self, response: Any) -> None:
        if response.status >= 400 and not response.url.endswith(PROBES):
            self.failed.append(f"{response.status} {response.url}")

    def _overhear(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.failed.append(message.text)


@pytest.fixture
def journey(project: Path, browser: Any, tmp_path: Path) -> Iterator[Journey]:
    with serving(project) as server, watched_page(browser, viewport={"width": 1280, "height": 900}) as watched:
        yield Journey(server, watched, tmp_path)
        server.stop()
        assert server.heavy == []


def answered(project: Path, number: int) -> list[Stored]:
    """A person's answers in the store, once there are so many."""
    lane, until = Project.open(project).events, time.monotonic() + 15
    while True:
        found = [event for event in lane.events("annotation.*") if event.actor == "ann"]
        if len(found) >= number or time.monotonic() > until:
            return found
        time.sleep(0.05)


def review(journey: Journey) -> list[tuple[str, str, str | None]]:
    """Answer five records by keys; what the screen showed each time: record, act, answer."""
    journey.page.get_by_label("Your name").fill("ann")
    journey.page.keyboard.press("Enter")
    journey.settle()
    card, seen = journey.page.locator(".card[data-record]"), []
    card.wait_for()
    journey.page.locator(".paper").click()
    for key, act in [("a", "submitted"), ("2", "submitted"), ("r", "discarded"), ("s", "skipped"), ("1", "submitted")]:
        suggested = card.locator("[data-at=value]").inner_text()
        second = card.locator(".option .label").nth(1).inner_text()
        value = {"a": suggested, "1": suggested, "2": second}.get(key)
        seen.append((card.get_attribute("data-record"), f"annotation.{act}", value))
        journey.page.keyboard.press(key)
    card.locator(".status[data-state=saved]").wait_for()
    return seen


def test_from_the_overview_to_the_verdict(project: Path, journey: Journey) -> None:
    overview = journey.go("Overview", "From files to training")
    overview.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()
    assert overview.get_by_text("at most").is_visible()
    assert overview.get_by_text("Verdict: better").is_visible()

    data = journey.go("Data", "A random sample")
    assert data.get_by_text("kept instead").first.is_visible()
    data.get_by_role("tab", name="Near-duplicates").click()
    data.get_by_text("6 clusters; 6 copies were dropped in all.").wait_for()

    journey.go("Review", "The labeler is not sure enough here")
    seen = review(journey)
    stored = answered(project, 5)
    assert [(event.item, event.kind, event.payload["value"]) for event in stored] == seen
    assert {(event.payload["phase"], event.blind, event.base_version) for event in stored} == {("rest", False, 0)}

    snapshots = journey.go("Snapshots", "Where the labels come from")
    snapshots.get_by_role("button", name="Verify").click()
    snapshots.get_by_text("Sound: every file and every record").wait_for()

    training = journey.go("Training", "validation loss")
    training.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()

    compare = journey.go("Compare", "Verdict: better")
    assert compare.get_by_text("tuned ✓ right").first.is_visible()

    journey.go("Jobs", "No job yet.")
    assert (journey.watched.strangers, journey.watched.dialogs, journey.watched.errors) == ([], [], [])
    assert journey.failed == []


def test_a_link_to_the_review_page_opens_it_on_a_fresh_server(journey: Journey) -> None:
    page = journey.watched.open(f"{journey.server.url}/review?actor=ann")
    page.locator(".card[data-record]").wait_for(timeout=8000)
    assert page.get_by_label("Your name").input_value() == "ann"
