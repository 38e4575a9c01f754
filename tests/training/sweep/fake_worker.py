"""A worker that trains nothing: it writes the curve a formula gives, as honestly as the real one writes its own.

python fake_worker.py TASK FOLDER OPTION=VALUE...
"""

import json
import math
import os
import re
import sys
import time
from pathlib import Path

from training.alive import traces

SLOW = 15
"""Steps in which what is still to be learned falls to 37 percent."""


def main(task: str, folder: Path, options: dict[str, str]) -> None:
    """Write what the real worker would."""
    run = folder if task == "train" else folder.parent
    text = (run / "run.yaml").read_text()
    names = ("learning_rate", "replay_share", "steps")
    rate, share, steps = (float(re.search(rf"^{name}: (\S+)", text, re.MULTILINE)[1]) for name in names)
    loss = best_loss(rate, share)
    if task == "score":
        found = {"domain": max(0.0, 1 - loss), "general_loss": 1.0 + share, "base_general_loss": 1.0}
        asked = {"metric": options["metric"], "cap": int(options["rows"]), "general": options["general"]}
        (folder / "score.json").write_text(json.dumps({**found, "asked": asked}))
    else:
        train(run, int(steps), loss)


def best_loss(rate: float, share: float) -> float:
    """Lowest at a learning rate of 1e-3 and a replay share of 0.2, where it is 0.1; a valley, steep in the rate."""
    return 0.1 + 0.3 * (math.log10(rate) + 3) ** 2 + 2 * (share - 0.2) ** 2


def train(run: Path, steps: int, loss: float) -> None:
    """A validation every ten steps, going on where a killed one was; `starts` notes from which step on."""
    if rate_refused(run):
        sys.stderr.write(json.dumps({"failed": "memory runs out"}) + "\n")
        sys.exit(1)
    metrics, status = run / "metrics.jsonl", {"task": "train", "reason": None, **traces()}
    (run / "status.json").write_text(json.dumps({"state": "running", **status}))
    lines = metrics.read_text().splitlines() if metrics.exists() else []
    done = max((json.loads(line)["step"] for line in lines), default=0)
    with (run / "starts").open("a") as note:
        note.write(f"{done}\n")
    for step in range(done + 10, steps + 1, 10):
        time.sleep(float(os.environ.get("FAKE_PAUSE", "0.005")))
        with metrics.open("a") as out:
            out.write(json.dumps({"step": step, "eval_loss": loss + 2 * math.exp(-step / SLOW)}) + "\n")
        sys.stderr.write(json.dumps({"progress": {"label": "training", "done": step, "total": steps}}) + "\n")
        sys.stderr.flush()
    (run / "model").mkdir(exist_ok=True)
    (run / "model" / "model.safetensors").write_bytes(repr(loss).encode())
    (run / "model" / "verilode.json").write_text("{}")
    (run / "status.json").write_text(json.dumps({"state": "finished", **status}))


def rate_refused(run: Path) -> bool:
    """Whether the test wants this run to fail: the file `refuse` beside the runs."""
    return (run.parent / "refuse").exists()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), dict(word.split("=", 1) for word in sys.argv[3:]))
