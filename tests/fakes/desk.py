"""A review card on a queue and a log of its own, for tests in a real browser."""

import json
import time
from pathlib import Path
from typing import Any

from tests.fakes.browser import Watched

SCRIPT = Path(__file__).parent / "review_script.py"
LABELS = ["Payment", "Liability", "Termination"]
HOSTILE = (
    "<img src=http://evil.example/1.png onerror=alert(1)><script>alert(2)</script>"
    "![x](http://evil.example/2.png) <svg onload=alert(3)> $x$ :red[a] \u202etxt\u202c"
)


class Desk:
    """A folder with a queue and a log, a server over them and a page on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.watched: Watched

    @property
    def log(self) -> list[dict[str, Any]]:
        file = self.folder / "log.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def lay(self, *rows: dict[str, Any]) -> None:
        (self.folder / "log.jsonl").unlink(missing_ok=True)
        (self.folder / "queue.json").write_text(json.dumps(rows))

    def sit(self) -> Any:
        page = self.watched.open(self.url)
        page.wait_for_selector(".card[data-record]")
        return page

    def wait_for(self, decisions: int) -> list[dict[str, Any]]:
        until = time.monotonic() + 15
        while len(self.log) < decisions and time.monotonic() < until:
            self.watched.page.wait_for_timeout(50)
        self.watched.page.wait_for_timeout(150)
        return self.log


def row(number: int, text: str = "Some clause.", suggested: str | None = "Payment", **more: Any) -> dict[str, Any]:
    suggestion = {"value": suggested, "confidence": 0.8, "rationale": "because"} if suggested else None
    return {"record_id": f"r{number}", "text": text, "options": LABELS, "suggestion": suggestion} | more


def on_screen(page: Any) -> str:
    return page.locator(".card").get_attribute("data-record")


def answers(log: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [(one["record_id"], one["action"], one["value"]) for one in log]
