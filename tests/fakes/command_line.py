"""`verilode` lines run inside the test's own process: what a shell would see, without starting Python each time."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.frame.line import run_line


@dataclass(frozen=True, slots=True)
class Ran:
    """One finished command line."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        """The JSON object on stdout; anything else there is a failure."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs lines in a folder."""

    folder: Path

    def __call__(self, line: str, *more: str) -> Ran:
        """Run `verilode` with the words of `line` and further words."""
        with tempfile.TemporaryDirectory() as streams:
            with chdir(self.folder), _into(Path(streams)):
                code = run_line([*line.split(), *more])
            return Ran(code, *((Path(streams) / name).read_text("utf-8") for name in ("out", "err")))

    def json(self, line: str, *more: str) -> dict[str, Any]:
        """The result of a line that must succeed."""
        ran = self(line, *more, "--json")
        assert ran.code == 0, ran.err
        return ran.result


@contextmanager
def _into(folder: Path) -> Iterator[None]:
    """Both streams, and the file descriptors below them, go to the files `out` and `err`."""
    with (folder / "out").open("w", encoding="utf-8") as out, (folder / "err").open("w", encoding="utf-8") as err:
        kept = os.dup(1), os.dup(2)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        try:
            with redirect_stdout(out), redirect_stderr(err):
                yield
        finally:
            for number, descriptor in enumerate(kept, start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)
