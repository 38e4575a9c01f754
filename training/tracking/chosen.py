"""Which trackers a run is told to use, refused in one line before it starts when that cannot be."""

import os
import sys
from importlib.util import find_spec

from pipelines.core.errors import VerilodeError
from training.tracking.trackers import TRACKERS

NONE = "none"
_DEFAULT = "trackio"


def chosen_trackers(names: str) -> list[str]:
    """The trackers by name, checked but not started.

    Args:
        names: As `RunConfig.tracker` has them: separated by commas, or `none`. Where empty, VERILODE_TRACKER decides,
            and without it trackio is used if it is installed.

    Raises:
        VerilodeError: for a tracker that is unknown or not installed.
    """
    asked = names.strip() or os.environ.get("VERILODE_TRACKER", "").strip()
    if not asked:
        return [_DEFAULT] if find_spec(_DEFAULT) else []
    wanted = list(dict.fromkeys(name.strip() for name in asked.split(",") if name.strip()))
    if NONE in wanted and len(wanted) > 1:
        raise VerilodeError(f"tracker {names!r} says none and names others")
    return [] if wanted == [NONE] else [_installed(name) for name in wanted]


def _installed(name: str) -> str:
    needs = sys.modules[TRACKERS.get(name).__module__]
    if find_spec(needs.LIBRARY) is None:
        raise VerilodeError(f"tracker {name!r} is not installed: pip install '{needs.EXTRA}'")
    return name
