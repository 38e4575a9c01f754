"""Run the whole loop on a bundled recipe, offline, then open the app."""

from collections.abc import Iterator
from pathlib import Path

from app.demo import DemoReport, run_demo
from app.frame.screen import say
from app.web.server import serve
from pipelines.core.errors import VerilodeError


def demo(*, recipe: str = "medical", folder: Path = Path("demo"), open: bool = True) -> DemoReport:
    """From messy records to a tuned model and a verdict; a simulated reviewer, named as such, plays the people.

    Args:
        recipe: A bundled recipe's name or a .yaml file.
        folder: Where the demo's project lives; finished stages are not run again.
        open: Serve the app afterwards, until Ctrl+C.
    """
    report = run_demo(folder, recipe)
    if open:
        for line in show(report):
            say(line)
        serve(Path(report.project), announce=lambda url: say(f"the app: {url} (stop with Ctrl+C)"))
    return report
