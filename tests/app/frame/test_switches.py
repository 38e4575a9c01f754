"""Libraries are told to stay offline and silent; the user may allow downloads, not telemetry."""

import os

import pytest

from app.frame.switches import stay_private


def test_telemetry_is_off_and_downloads_are_the_users_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "0")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("DO_NOT_TRACK", "")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "")
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "")
    stay_private()
    assert (os.environ["HF_HUB_DISABLE_TELEMETRY"], os.environ["HF_HUB_OFFLINE"]) == ("1", "0")
