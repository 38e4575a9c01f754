"""Environment switches that keep libraries offline and silent about their users."""

import os

TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
}
"""Always set: no setting of ours sends anything about a user anywhere."""

OFFLINE = {"HF_HUB_OFFLINE": "1"}
"""Set unless the user said otherwise: `HF_HUB_OFFLINE=0 verilode …` may download."""


def stay_private() -> None:
    """Switch telemetry off and, unless the user decided, hub downloads too; children inherit it."""
    os.environ.update(TELEMETRY_OFF)
    for name, value in OFFLINE.items():
        os.environ.setdefault(name, value)
