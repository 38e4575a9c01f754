"""Programs in the sandbox, with bounds so small that a hole does no harm."""

import textwrap

from training.sandbox import Limits, Ran, run_python

SMALL = Limits(seconds=8, memory_mb=256, file_mb=4, processes=8)


def run(program: str, limits: Limits = SMALL, given: bytes = b"") -> Ran:
    """How this program ended."""
    return run_python(textwrap.dedent(program), given, limits)


def printed(program: str, limits: Limits = SMALL) -> str:
    """What this program printed; it must end well."""
    ran = run(program, limits)
    assert (ran.ending, ran.code) == ("ended", 0), ran
    return ran.output.decode().strip()
