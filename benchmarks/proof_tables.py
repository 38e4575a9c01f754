"""The tables in docs/reference/proof.md, made from the JSON files: python -m benchmarks.proof_tables."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "reference" / "proof.md"


def load(name: str, folder: Path = RESULTS) -> Any:
    """One result file."""
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def saved() -> str:
    """For each data set and rule: share of records no person saw, of the oracle's, and how often the promise broke."""
    found = load("certificate")
    head = ["data", "records", "audits", "labeler right", "rule", "saved", "of the oracle", "promise broken"]
    rows = (
        [name, f"{one['records']:,}", str(one["audits"]), f"{one['right']:.0%}", rule, *_rule(figures)]
        for name, one in found["data"].items()
        for rule, figures in one["rules"].items()
    )
    return table(head, rows)


def _rule(figures: dict[str, Any]) -> list[str]:
    of_oracle = f"{figures['of_oracle']:.0%}" if figures["sure"] else "–"
    return [f"{figures['saved']:.1%}", of_oracle, f"{figures['broken']:.1%}"]


def careless() -> str:
    """People who overlook wrong suggestions, with and without planted errors."""
    head = ["people overlook", "promise about", "errors planted", "saved", "promise broken"]
    rows = (
        [
            f"{one['overlook']:.0%}",
            "the accepted" if one["strict"] else "the whole set",
            str(one["seeds"]),
            f"{one['saved']:.1%}",
            f"{one['broken']:.1%}",
        ]
        for one in load("certificate")["careless"]
    )
    return table(head, rows)


def shift() -> str:
    """A line drawn on one batch and used on another, against a fresh audit."""
    found = load("certificate")["shift"]
    rows = [["used again", f"{found['used_again']:.1%}"], ["a fresh audit", f"{found['fresh']:.1%}"]]
    return table(["line on a shifted batch", "promise broken"], rows)


def loop() -> str:
    """The product's own verbs on public data."""
    head = ["data", "labels in the file", "people", "records", "audits", "AUROC", "saved", "left wrong", "allowed", "η"]
    rows = (
        [
            one["data"],
            one["labels_in_file"],
            one["people"],
            f"{one['population']:,.0f}",
            f"{one['audited']:,.0f}",
            f"{one['auroc']:.2f}",
            f"{one['saved']:.1%}",
            f"{one['wrong_left']:,.0f}",
            f"{one['allowed']:,.0f} ({one['violations']} of {one['audits']} broken)",
            f"{one['miss_rate']:.0%}",
        ]
        for one in load("certificate_loop")
    )
    return table(head, rows)


def designs() -> str:
    """Ways to draw a sample for an estimate."""
    found = load("sampling")["designs"]
    head = ["design", "error against plain random", "worth, in reviews", "coverage of the 95 % interval"]
    rows = (
        [name, f"{one['rmse']:.3f}", f"{one['equivalent_sample']:.2f}x", f"{one['coverage']:.1%}"]
        for name, one in found.items()
    )
    return table(head, rows)


TABLES: dict[str, Callable[[], str]] = {
    "saved": saved,
    "careless": careless,
    "shift": shift,
    "loop": loop,
    "designs": designs,
}


def page(text: str) -> str:
    """The page with every table between its two marks made anew."""

    def made(mark: re.Match[str]) -> str:
        return f"<!-- table: {mark[1]} -->\n{TABLES[mark[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", made, text, flags=re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under a head, as Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
