"""What the contract of the steps needs to know of one of them: a file with the step's name, only where it needs one.

It may hold `options(folder) -> dict`, the options the step cannot do without, given a folder to write files into, and
`UNTIDY`, rows in which it finds something.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOTICE = "either party may end this agreement by thirty days written notice to the other party"
UNTIDY = [{"text": text} for text in ("SjÃ¶gren  syndrome \n", NOTICE, NOTICE, f"{NOTICE} ", "", None)]


def options_of(step: str, folder: Path) -> dict[str, Any]:
    """What the step must be given."""
    example = _example(step)
    return example.options(folder) if hasattr(example, "options") else {}


def untidy_rows(step: str) -> list[dict[str, Any]]:
    """Rows in which the step finds something."""
    return getattr(_example(step), "UNTIDY", UNTIDY)


def _example(step: str) -> Any:
    name = f"{__name__}.{step}"
    return import_module(name) if find_spec(name) else None
