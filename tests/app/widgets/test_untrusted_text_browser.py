"""Record text, labels and errors in a real browser: what was written is what is read, and nothing is called."""

import json
import random
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.widgets.plain_text import visible_text
from tests.fakes.browser import Watched, watched_page
from tests.fakes.serving import serving

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent.parent.parent / "fakes" / "text_script.py"
PAYLOADS = [
    "![x](http://evil.example/1.png)",
    "<img src=http://evil.example/2.png onerror=alert(1)>",
    "<script>fetch('http://evil.example/3')</script>",
    "<svg/onload=alert(2)> <iframe srcdoc='<script>alert(3)</script>'> <style>*{display:none}</style>",
    "[click](javascript:alert(4)) [a]: http://evil.example 'x' <http://evil.example/5> www.evil.example",
    "me@evil.example https://evil.example/6?q=secret http://127.0.0.1/x ftp://evil.example mailto:me@evil.example",
    "$5 and $x^2$ and $$\\frac{1}{2}$$ \\(x\\) cost: $10-$20",
    ":red[danger] :blue-background[x] :smile: :+1: :material/home: :streamlit: :small[x] :badge[x]",
    "**bold** _em_ ~~gone~~ `code` # head\n## two\n> quote\n- item\n1. one\n---\n| a | b |\n|---|---|\n| 1 | 2 |",
    "a -> b <- c <-> d -- e >= f <= g ~= h ... (c) (tm) &amp; &lt;b&gt; &#x41; \\* \\\\ end\\",
    "[^1] note [^1]: x \n\n    indented code\n\n```\nfence\n```\n<!-- comment --> <details>s</details>",
    "right\u202eto left\u202c zero\u200bwidth tag\U000e0041 nul\u0000",
    "esc\u001b[31m bom\ufeff nel\u0085 sep\u2028 lone\ud800",
    "بند السرية: يلتزم الطرفان  日本語 می‌خواهم 👨‍👩‍👧 é ﷽",
]


def gibberish(seed: int) -> str:
    """Random runs of what Markdown and HTML are made of."""
    dice = random.Random(seed)
    words = ["http://e.example", "www.e.example", ":smile:", ":red[", "![a](http://e.example/i.png)", "<b>", "$x$", "x"]
    return "".join(dice.choice([*words, *string.punctuation, " ", "\n", "a"]) for _ in range(40))


LIVE = ("a", "img", "code", "em", "strong", "del", "svg", "span", "h1", "h2", "ul", "table")
TEXTS = PAYLOADS + [gibberish(seed) for seed in range(30)]


@pytest.fixture(scope="module")
def page(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    file = tmp_path_factory.mktemp("texts") / "texts.json"
    file.write_text(json.dumps(TEXTS))
    with serving(file.parent, SCRIPT, TEXTS=str(file)) as server, watched_page(browser) as watched:
        seen = watched.open(server.url)
        for place in ("label", "problem"):  # Streamlit loads the code of each kind of element when it meets one
            last = seen.locator(f"[class*=st-key-{place}-{len(TEXTS) - 1}] [data-testid=stMarkdownContainer]")
            last.wait_for(state="attached")
        yield watched


def one_line(text: str) -> str:
    """As a label shows it: white space collapsed, without the joiners that keep links apart."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def test_records_are_shown_verbatim(page: Watched) -> None:
    shown = page.page.locator(".record").evaluate_all("all => all.map(one => one.textContent)")
    plain = [re.sub("[⟨⟩]", "", visible_text(text)) for text in TEXTS]
    assert shown == plain


def test_labels_read_as_they_were_written(page: Watched) -> None:
    shown = page.page.locator("[class*=st-key-label-] [data-testid=stMarkdownContainer]").all_inner_texts()
    assert [one_line(text) for text in shown] == [one_line(visible_text(text)) for text in TEXTS]


def test_errors_read_as_they_were_written(page: Watched) -> None:
    shown = page.page.locator("[class*=st-key-problem-] [data-testid=stMarkdownContainer]").all_inner_texts()
    assert [one_line(text) for text in shown] == [visible_text(" ".join(text.split())) for text in TEXTS]


@pytest.mark.parametrize("place", ["label", "problem"])
def test_labels_and_errors_hold_no_live_element(page: Watched, place: str) -> None:
    inside = f"[class*=st-key-{place}-] [data-testid=stMarkdownContainer]"
    live = page.page.locator(", ".join(f"{inside} {tag}" for tag in LIVE))
    assert live.evaluate_all("all => all.map(one => one.outerHTML)") == []


def test_nothing_was_called_and_nothing_ran(page: Watched) -> None:
    page.page.wait_for_timeout(300)
    assert (page.strangers, page.dialogs, page.errors) == ([], [], [])
