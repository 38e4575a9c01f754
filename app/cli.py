"""The console entry: one command line in, one exit code out, never a traceback."""

import sys

from app.frame.switches import stay_private


def main(argv: list[str] | None = None) -> int:
    """Run one command line (default: this process's own) and answer 0 done, 1 failed or 2 wrong usage."""
    stay_private()  # before any library that reads these switches while it is imported
    from app.frame.line import catch_bugs, run_line

    line = sys.argv[1:] if argv is None else argv
    catch_bugs(as_json="--json" in line)
    return run_line(line)


if __name__ == "__main__":
    sys.exit(main())
