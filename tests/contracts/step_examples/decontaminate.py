"""A benchmark that holds the notice."""

import json
from pathlib import Path
from typing import Any

from tests.contracts.step_examples import NOTICE


def options(folder: Path) -> dict[str, Any]:
    """One file of one item."""
    file = folder / "benchmark.jsonl"
    file.write_text(json.dumps({"text": NOTICE}) + "\n")
    return {"against": [str(file)]}
