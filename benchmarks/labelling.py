"""Suggestions from an endpoint: their speed against a bare client, and what is lost when everything goes wrong.

    python -m benchmarks.labelling --check

Writes `benchmarks/results/labelling.json`. Needs two cores: the endpoint is a process of its own.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.labelling_chaos import chaos_run, sound
from benchmarks.labelling_speed import speed_run
from benchmarks.machine import machine

RESULT = Path(__file__).parent / "results" / "labelling.json"
SLOWEST = 1.05
"""Wall time of the labeler over that of the bare client."""


def run(records: int, rounds: int, kills: int) -> dict[str, Any]:
    """Both measurements and the machine they were made on."""
    speed = speed_run(records, rounds)
    with tempfile.TemporaryDirectory() as work:
        faults = chaos_run(Path(work), records, kills)
    return {"machine": machine(), "speed": speed, "chaos": faults}


def breaches(result: dict[str, Any]) -> list[str]:
    """The promises that a result breaks."""
    ratio = result["speed"]["median_wall_ratio"]
    slow = [f"median_wall_ratio is {ratio}, at most {SLOWEST}"] if ratio > SLOWEST else []
    return slow + sound(result["chaos"])


def main() -> int:
    """Measure, write, and with --check fail on a broken promise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    result = run(options.records, options.rounds, options.kills)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    found = breaches(result)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
