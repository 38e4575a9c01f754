"""The tables in docs/reference/training.md, made from the JSON files: python -m benchmarks.training_tables."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.proof_tables import load, table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "training.md"


def gate() -> str:
    """What the gate let through and what it stopped."""
    head = [
        "run",
        "reward accuracy",
        "validation loss",
        "test, base → tuned",
        "general, base → tuned",
        "gate",
        "because",
    ]
    rows = (
        [
            name,
            _maybe(one["reward_accuracy"]),
            _maybe(one["eval_loss"], 4),
            f"{_change(one['test'])} ({one['metric']})",
            _change(one["general"]),
            one["gate"],
            one["why"],
        ]
        for name, one in load("gate").items()
    )
    return table(head, rows)


def kills() -> str:
    """A run killed at random moments."""
    found = load("trainer_kills")
    names = ("kills", "runs_to_the_end", "other_weights", "other_loss")
    rows = [[str(found[name]) for name in names]]
    return table(["kills", "runs that ended", "with other weights", "with another last loss"], rows)


def overhead() -> str:
    """Step time against a bare TRL script."""
    found = load("trainer_overhead")
    low, high = found["ratios"][0], found["ratios"][-1]
    row = [str(found["pairs"]), f"{found['bare_step_s']:.2f} s", f"{found['ratio']:.3f}", f"{low:.3f} to {high:.3f}"]
    return table(["pairs of runs", "bare step", "median ratio", "least and most"], [row])


def serving() -> str:
    """Requests for several adapters in one batch against one by one."""
    found = load("serving")
    row = [f"{found['times_faster']:.1f}x", f"{found['equal_answers']:.0%}"]
    return table(["answers per second, mixed batches against one by one", "equal answers"], [row])


def real() -> str:
    """Four real data sets, the tiny base."""
    head = ["data", "train / validation / test", "run", "metric", "base", "tuned", "code that passes", "gate"]
    rows = (
        [
            name,
            " / ".join(f"{count:,}" for count in one["records"].values()),
            run["trainer"],
            run["metric"],
            _maybe(run["test"]["base"][run["metric"]]),
            _maybe(run["test"]["tuned"][run["metric"]]),
            _maybe(run["test"]["tuned"].get("executes")),
            run["gate"],
        ]
        for name, one in load("real_training").items()
        for run in one["runs"]
    )
    return table(head, rows)


TABLES: dict[str, Callable[[], str]] = {
    "gate": gate,
    "kills": kills,
    "overhead": overhead,
    "serving": serving,
    "real": real,
}


def _maybe(value: Any, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _change(found: Mapping[str, float]) -> str:
    return f"{found['base']:.1%} → {found['tuned']:.1%}"


def page(text: str) -> str:
    """The page with every table between its two marks made anew."""

    def made(mark: re.Match[str]) -> str:
        return f"<!-- table: {mark[1]} -->\n{TABLES[mark[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", made, text, flags=re.DOTALL)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
