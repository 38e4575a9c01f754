"""The data page in a real browser: opened by its address, a slider by the keyboard, and hostile records as text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.widgets.plain_text import visible_text
from tests.fakes.browser import Watched, watched_page
from tests.fakes.serving import Server, serving
from tests.fakes.sifted import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(hostile: Path) -> Iterator[Server]:
    with serving(hostile) as running:
        yield running
        running.stop()
        assert running.heavy == []


@pytest.fixture(scope="module")
def watched(browser: Any) -> Iterator[Watched]:
    with watched_page(browser, viewport={"width": 1280, "height": 900}) as page:
        yield page
        assert (page.strangers, page.dialogs, page.errors) == ([], [], [])


def opened(watched: Watched, server: Server, tab: str) -> Any:
    page = watched.open(f"{server.url}/data?tab={tab}")
    page.get_by_role("tab", name=tab, selected=True).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return page


def shown(page: Any, records: int = 2) -> str:
    """The texts of all records on the page, as a reader sees them, once there are so many."""
    page.wait_for_function("many => document.querySelectorAll('.record').length == many", arg=records)
    return "\n".join(page.locator(".record").evaluate_all("all => all.map(one => one.textContent)"))


def plain(text: str) -> str:
    return re.sub("[⟨⟩]", "", visible_text(text))


def test_a_moved_slider_changes_the_count_and_the_line(watched: Watched, server: Server) -> None:
    page = opened(watched, server, "Thresholds")
    dropped = page.get_by_test_id("stMetric").filter(has_text="dropped").get_by_test_id("stMetricValue")
    assert dropped.inner_text() == "4"
    slider = page.locator(".st-key-threshold-length-min_words").get_by_role("slider")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    dropped.get_by_text("7", exact=True).wait_for()
    page.get_by_text("min_words").first.wait_for()
    assert page.get_by_test_id("stCode").inner_text().strip() == "- length: {min_words: 8}"
    page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").nth(1).wait_for()


def test_hostile_records_are_text_in_the_sample(watched: Watched, server: Server) -> None:
    page = opened(watched, server, "Dropped records")
    texts = shown(page, 20)
    assert sum(plain(payload) in texts for payload in HOSTILE) >= 3
    assert page.locator(".record :is(img, script, svg, a, iframe, style)").count() == 0


def test_hostile_records_are_text_beside_each_other(watched: Watched, server: Server) -> None:
    page = opened(watched, server, "Near-duplicates")
    read = [shown(page, 14)]
    for number in range(2, 2 + len(HOSTILE)):
        page.get_by_role("combobox", name="Cluster").click()
        page.get_by_role("option", name=re.compile(rf"^{number} ·")).click()
        changed = "old => { const all = [...document.querySelectorAll('.record')].map(one => one.textContent);"
        page.wait_for_function(f"{changed} return all.length == 2 && all.join('\\n') != old; }}", arg=read[-1])
        read.append(shown(page))
        assert sorted(page.locator(".record mark").all_inner_texts()) == ["first", "second"]
        assert page.locator(".record :is(img, script, svg, a, iframe, style)").count() == 0
    assert [payload for payload in HOSTILE if sum(text.count(plain(payload)) for text in read) != 2] == []
