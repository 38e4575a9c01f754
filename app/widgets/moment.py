"""A point in time as a person reads it."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st


def moment(at: str | None) -> str:
    """`2026-11-24T02:57:05+00:00` → `24 Nov 2026, 02:57`, in the browser's time zone; an unknown one is a dash."""
    if at is None:
        return "–"
    local = datetime.fromisoformat(at).astimezone(_zone())
    return f"{local.day} {local:%b %Y, %H:%M}"


def _zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError):  # the browser's word, and this computer may not know the name
        return UTC
