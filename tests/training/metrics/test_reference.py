"""The reference page of the metrics is what its script writes."""

import runpy
from pathlib import Path

from training.metrics import METRICS


def test_the_page_is_up_to_date(repo_root: Path) -> None:
    folder = repo_root / "docs" / "reference"
    page = runpy.run_path(str(folder / "make_metrics.py"))["page"]()
    assert (folder / "metrics.md").read_text("utf-8") == page, "run: python docs/reference/make_metrics.py"
    assert all(f"| `{name}` |" in page for name in METRICS.names())
