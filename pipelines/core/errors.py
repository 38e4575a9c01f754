"""The one error a user ever sees."""

from pathlib import Path


class VerilodeError(Exception):
    """One clear line: what went wrong, where, and why. The CLI prints it and exits with 1."""

    def __init__(self, reason: str, *, file: str | Path | None = None, line: int | None = None) -> None:
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(where + " ".join(reason.split()))
