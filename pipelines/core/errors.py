"""The one error a user ever sees."""

from pathlib import Path


class VerilodeError(Exception):
    """One clear line: what went wrong, where, and why. The CLI prints it and exits with 1."""

    def __init__(self, reason: str, *, file: str | Path | None = None, line: int | None = None) -> None:
        name = " ".join(str(file).splitlines()) if file else ""  # a file's name may hold line breaks, too
        where = f"{name}:{line}: " if name and line else f"{name}: " if name else ""
        super().__init__(where + " ".join(reason.split()))
