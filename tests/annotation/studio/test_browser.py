"""A person's side: Label Studio's own page in a real browser, cut off from every other computer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotation.sampling.draw import sample_audit
from annotation.studio.client import Studio, connect
from annotation.studio.pull import pull
from pipelines.store.labels import annotations
from tests.fakes.browser import Watched
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import pushed, suggested_project

pytestmark = [pytest.mark.labelstudio, pytest.mark.browser]

MARKED = "() => [...document.querySelectorAll('[class*=htx-highlight]')].map(node => node.textContent)"
PLACE = """word => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.textContent.indexOf(word);
    if (at >= 0 && node.parentElement.closest('[class*=richtext]')) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      const box = range.getBoundingClientRect();
      return [box.left, box.right, (box.top + box.bottom) / 2];
    }
  }
}"""


@pytest.fixture
def studio(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as found:
        yield found


@pytest.fixture
def page(watched: Watched, label_studio: StudioServer) -> Any:
    """Logged in; whatever is not this computer cannot be reached."""
    loopback = ("http://127.0.0.1:", "data:", "blob:")
    watched.page.route(
        "**/*", lambda route: route.continue_() if route.request.url.startswith(loopback) else route.abort()
    )
    page = watched.open(f"{label_studio.url}/user/login/")
    page.fill("input[name=email]", label_studio.account.email)
    page.fill("input[name=password]", label_studio.account.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{label_studio.url}/")
    return page


def opened(page: Any, url: str, number: int) -> None:
    """What "Label All Tasks" opens: the next task, here the only one."""
    page.goto(f"{url}/projects/{number}/data?labeling=1")
    page.get_by_text("Your answer").wait_for(timeout=30_000)


def submit(page: Any) -> None:
    with page.expect_response(lambda answer: "/annotations" in answer.url and answer.request.method == "POST"):
        page.get_by_test_id("bottombar-submit-button").click()


def test_marked_places_are_seen_changed_and_fetched_in_characters(
    tmp_path: Path, studio: Studio, page: Any, watched: Watched
) -> None:
    project = suggested_project(tmp_path / "p", "spans", records=1)
    number, _ = pushed(project, studio)
    opened(page, studio.url, number)
    page.wait_for_function(f"({MARKED})().length == 1")
    assert page.evaluate(MARKED) == ["aspirin"]  # in its place behind a character of two UTF-16 units
    assert page.get_by_text("drug: aspirin").last.is_visible()
    assert page.get_by_text("<b>rest</b>").last.is_visible()
    page.keyboard.press("2")
    left, right, middle = page.evaluate(PLACE, "rest")
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right - 1, middle, steps=5)
    page.mouse.up()
    page.fill("textarea[placeholder='Note (optional)']", "typed, not added")
    page.screenshot(path=str(tmp_path / "spans.png"))
    submit(page)
    pull(project, studio)
    (said,) = annotations(project)
    assert said.value == '[{"end":14,"label":"drug","start":7},{"end":30,"label":"dose","start":26}]'
    assert (said.note, (said.seconds or 0) > 0) == ("typed, not added", True)
    assert (watched.strangers, watched.dialogs) == ([], [])


def test_a_suggested_order_is_seen_and_the_better_of_two_is_clicked(
    tmp_path: Path, studio: Studio, page: Any, watched: Watched
) -> None:
    project = suggested_project(tmp_path / "p", "pairwise", records=1)
    number, _ = pushed(project, studio)
    opened(page, studio.url, number)
    page.get_by_text("Lyon", exact=True).last.click()
    submit(page)
    pull(project, studio)
    assert [one.value for one in annotations(project)] == ["[1,0]"]
    assert watched.strangers == []


def test_a_blind_page_shows_the_record_and_no_suggestion(
    tmp_path: Path, studio: Studio, page: Any, watched: Watched
) -> None:
    project = suggested_project(tmp_path / "p", records=1)
    sample_audit(project, rate=1.0)
    number, _ = pushed(project, studio, "audit")
    opened(page, studio.url, number)
    page.get_by_text("Which desk?").wait_for()  # the guideline comes first
    page.keyboard.press("Escape")
    assert page.get_by_text("Suggestion").count() == 0
    page.get_by_text("R&D").last.click()
    submit(page)
    pull(project, studio)
    assert [(one.value, one.blind, one.phase) for one in annotations(project)] == [("R&D", True, "audit")]
    assert watched.strangers == []
