"""Libraries that only some formats need and not every installation has."""

import importlib
from pathlib import Path
from types import ModuleType

from pipelines.core.errors import VerilodeError


def from_extra(module: str, extra: str, path: Path) -> ModuleType:
    """The module, imported now.

    Raises:
        VerilodeError: naming the extra, where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module.partition(".")[0]:
            raise
        raise VerilodeError(f"needs the extra: pip install 'verilode[{extra}]'", file=path) from None
