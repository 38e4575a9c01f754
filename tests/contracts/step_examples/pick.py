"""Two records stay."""

from pathlib import Path
from typing import Any


def options(folder: Path) -> dict[str, Any]:
    """The number of records, for there is no default."""
    return {"n": 2}
