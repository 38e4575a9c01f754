"""Suggestions from an endpoint that fails in twelve ways, by a process that is killed again and again."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from annotation.suggest import FOLDER
from pipelines.store.labels import suggestions
from pipelines.store.project import Project
from tests.fakes.chaos_server import LABELS, Chaos, Weather, chaos, label_of
from tests.fakes.projects import make_project

RATE = 0.3
_WORDS = "parcel invoice card order late lost broken twice address account return box".split()


def chaos_run(folder: Path, records: int, kills: int, *, concurrency: int = 64, seed: int = 1) -> dict[str, Any]:
    """Ask about `records` with faults in 30 % of the calls, killing the process `kills` times; what came of it.

    Args:
        folder: Where the project is made.
        records: To ask about.
        kills: Times the process is killed, evenly over the work.
        concurrency: Of the labeler.
        seed: Of the faults.
    """
    with chaos(Weather(seed=seed, rate=RATE, least=0.005, most=0.05, stall=10.0)) as endpoint:
        project = make_project(folder, [_row(number) for number in range(records)], _recipe(endpoint, concurrency))
        start = time.perf_counter()
        killed = [_run_until(project, records * (number + 1) // (kills + 1)) for number in range(kills)]
        finish = subprocess.run(_line(project), capture_output=True, text=True, cwd=_root())
        if finish.returncode:
            raise AssertionError(finish.stderr)
        seconds = time.perf_counter() - start
        return {"seconds": round(seconds, 1), "killed_at": killed, **_outcome(project, endpoint, records)}


def _row(number: int) -> dict[str, str]:
    text = " ".join(_WORDS[(number * step + step) % len(_WORDS)] for step in range(1, 9))
    return {"text": f"{text} {number}", "response": LABELS[0], "group": str(number), "truth": ""}


def _recipe(endpoint: Chaos, concurrency: int) -> str:
    return f"""
name: messages
task: {{labels: [{", ".join(LABELS)}], guideline: Choose the desk.}}
clean: [normalise]
suggest:
  labeler: openai
  options: {{base_url: "{endpoint.base_url}", concurrency: {concurrency}, timeout: 2.0, first_wait: 0.02}}
"""


def _line(project: Project) -> list[str]:
    script = "import sys; from app.cli import main; sys.exit(main())"
    return [sys.executable, "-c", script, "suggest", "--project", str(project.root)]


def _run_until(project: Project, answers: int) -> int:
    """Start asking, and kill the process as soon as so many answers are stored; how many were."""
    with subprocess.Popen(_line(project), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=_root()) as process:
        while process.poll() is None and len(_answered(project)) < answers:
            time.sleep(0.02)
        process.kill()
    return len(_answered(project))


def _answered(project: Project) -> list[str]:
    """Keys of the stored answers, in the order they were paid for."""
    file = project.root / FOLDER / "openai.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line[13:77] for line in lines if line.startswith('{"answered"')]


def _outcome(project: Project, endpoint: Chaos, records: int) -> dict[str, Any]:
    found, tally = suggestions(project), endpoint.tally()
    calls = sum(tally["calls"].values())
    labelled = {name: one for name, one in found.items() if one.value is not None}
    spent = project.tables.commits("suggest")[-1].extra["spent_in_all"]
    return {
        "records": records,
        "labelled": len(labelled),
        "needs_person": dict(Counter(one.cause for one in found.values() if one.value is None)),
        "without_state": records - len(found) + sum(one.value is None and not one.cause for one in found.values()),
        "wrong_record": sum(
            one.value != label_of(name) or name not in (one.rationale or "") for name, one in labelled.items()
        ),
        "calls": calls,
        "calls_per_record": round(calls / records, 3),
        "calls_in_ledger": spent["calls"],
        "paid_twice": sum(count - 1 for count in Counter(_answered(project)).values()),
        "faults": tally["faults"],
    }


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def sound(result: dict[str, Any]) -> list[str]:
    """What is wrong with a result; nothing, if all goes well."""
    limits = {"without_state": 0, "wrong_record": 0, "paid_twice": 0, "calls_per_record": 1.6}
    return [f"{name} is {result[name]}, at most {most}" for name, most in limits.items() if result[name] > most]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as work:
        sys.stdout.write(json.dumps(chaos_run(Path(work), int(sys.argv[1]), int(sys.argv[2])), indent=1) + "\n")
