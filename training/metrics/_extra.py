"""Libraries that only some metrics need and not every installation has."""

import importlib
from types import ModuleType

from pipelines.core.errors import VerilodeError


def from_extra(module: str, metric: str) -> ModuleType:
    """The module, imported now.

    Raises:
        VerilodeError: naming the extra, where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module.partition(".")[0]:
            raise
        raise VerilodeError(f"metric {metric!r} needs the train extra: pip install 'verilode[train]'") from None
