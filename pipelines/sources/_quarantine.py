"""The quarantine file: one JSON line for each piece that could not become a record, with all its bytes."""

import base64
import json
from pathlib import Path

from pipelines.sources._types import Bad


def quarantine_line(file: str | Path, bad: Bad) -> bytes:
    """One line of the quarantine file, newline included: file, line, byte_offset, reason, detail, raw_base64."""
    entry = {
        "file": str(file),
        "line": bad.line,
        "byte_offset": bad.byte_offset,
        "reason": bad.reason,
        "detail": bad.detail,
        "raw_base64": base64.b64encode(bad.raw).decode("ascii"),
    }
    # a file's name may hold bytes that are no text; they are written as escapes, never a reason to fail
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
