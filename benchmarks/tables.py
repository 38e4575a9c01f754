"""The tables in docs/reference/performance.md, made from the JSON files: python -m benchmarks.tables."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "reference" / "performance.md"

Found = dict[str, Any]
"""One result file."""

NAMES = {
    "verilode": "**verilode**",
    "verilode_exact": "**verilode**, exact mode",
    "datasketch": "datasketch 2.0 (SHA-1, its default)",
    "datasketch_xxhash": "datasketch 2.0 with xxhash",
    "rensa": "rensa 0.5",
    "gaoya": "gaoya 0.2.2",
    "datatrove": "datatrove 0.10",
    "text_dedup": "text-dedup 0.4",
    "data_juicer": "data-juicer 1.6",
}
NONE = "–"


def load(folder: Path = RESULTS) -> list[Found]:
    """The results of `benchmarks.dedupe`, the small corpora first."""
    found = [json.loads(file.read_text("utf-8")) for file in folder.glob("dedupe-*.json")]
    return sorted(found, key=lambda one: one["corpus"]["docs"])


def cost(found: Sequence[Found]) -> str:
    """CPU time and memory of everyone, per document, and how many times ours."""
    head = ["", *(f"{_docs(one)}: {what}" for one in found for what in ("CPU µs", "times", "extra bytes"))]
    return _table(head, ([NAMES.get(name, name), *_costs(found, name)] for name in _names(found)))


def _costs(found: Sequence[Found], name: str) -> Iterable[str]:
    for one in found:
        run = one["runs"].get(name, {})
        yield _number(run.get("us_per_document"))
        yield _number(run.get("ratio"), "{:,.1f}")
        yield _number(run.get("extra_bytes_per_document"))


def quality(found: Sequence[Found]) -> str:
    """How far everyone is from the truth."""
    head = ["documents", "", "pairs found", "J < .95", "precision", "wrongly removed /1000", "missed duplicates"]
    rows = (
        [_docs(one), NAMES.get(name, name), *_scores(one["runs"][name]["quality"])]
        for one in found
        for name in _names([one])
        if "quality" in one["runs"][name]
    )
    return _table(head, rows)


def _scores(judged: dict[str, float]) -> list[str]:
    shares = [f"{judged[key]:.4f}" for key in ("pair_recall", "hard_pair_recall", "cluster_pair_precision")]
    return [*shares, f"{judged['wrongly_removed_per_1000']:.1f}", f"{judged['missed_share']:.1%}"]


def kernel(found: Sequence[Found]) -> str:
    """Our own kernel against what the machine can do."""
    lines: list[tuple[str, Callable[[Found], str]]] = [
        ("MB of text", lambda one: _number(one["corpus"]["bytes"] / 1e6)),
        ("CPU seconds, median", lambda one: _ours(one, "cpu_s", "{:,.3g}")),
        ("wall seconds", lambda one: _ours(one, "wall_s", "{:,.3g}")),
        ("MB per core-second", lambda one: _ours(one, "mb_per_core_second")),
        ("hashing floor, MB per core-second", lambda one: _number(one["floor"]["mb_per_s"])),
        ("share of the floor", lambda one: _ours(one, "floor_share", "{:.0%}")),
        ("reading memory, GB per second", lambda one: _number(one["floor"]["memory_gb_per_s"])),
        ("extra bytes per document", lambda one: _ours(one, "extra_bytes_per_document")),
        ("exact mode, CPU seconds", lambda one: _ours(one, "cpu_s", "{:,.3g}", exact=True)),
        ("exact mode, extra bytes per document", lambda one: _ours(one, "extra_bytes_per_document", exact=True)),
        ("new process to first answer, seconds", lambda one: _number((one["start"] or {}).get("wall_s"), "{:.1f}")),
        ("the same in CPU seconds", lambda one: _number((one["start"] or {}).get("cpu_s"), "{:.1f}")),
    ]
    return _table(["documents", *map(_docs, found)], ([name, *map(value, found)] for name, value in lines))


def _ours(one: Found, key: str, form: str = "{:,.0f}", *, exact: bool = False) -> str:
    return _number(one["runs"].get("verilode_exact" if exact else "verilode", {}).get(key), form)


def missing(found: Sequence[Found]) -> str:
    """Who did not run, and why."""
    rows = [
        [_docs(one), NAMES.get(name, name), run["not_run"]]
        for one in found
        for name, run in one["runs"].items()
        if "not_run" in run
    ]
    return _table(["documents", "not run", "because"], rows) if rows else "Everyone ran."


def measured_on(found: Sequence[Found]) -> str:
    """The machine of each file."""
    rows = []
    for one in found:
        on = one["machine"]
        versions = ", ".join(f"{name} {number}" for name, number in on["versions"].items())
        rows.append([_docs(one), on["processor"], str(on["cores"]), f"Python {on['python']}, {versions}", on["kernel"]])
    return _table(["documents", "processor", "cores", "versions", "kernel"], rows)


def summary(found: Sequence[Found]) -> str:
    """Everything, for the terminal."""
    return "\n\n".join(make(found) for make in TABLES.values())


TABLES: dict[str, Callable[[Sequence[Found]], str]] = {
    "kernel": kernel,
    "cost": cost,
    "quality": quality,
    "missing": missing,
    "machine": measured_on,
}


def page(text: str, found: Sequence[Found]) -> str:
    """The page with every table between its two marks made anew."""

    def table(mark: re.Match[str]) -> str:
        return f"<!-- table: {mark[1]} -->\n{TABLES[mark[1]](found)}\n<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", table, text, flags=re.DOTALL)


def _names(found: Sequence[Found]) -> list[str]:
    """Who ran anywhere; ours first, then by cost where most were."""
    costs = {name: run["ratio"] for one in reversed(found) for name, run in one["runs"].items() if "ratio" in run}
    return sorted(costs, key=lambda name: (not name.startswith("verilode"), costs[name]))


def _docs(one: Found) -> str:
    return f"{one['corpus']['docs']:,}"


def _number(value: float | None, form: str = "{:,.0f}") -> str:
    return NONE if value is None else form.format(value)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8"), load()), "utf-8")


if __name__ == "__main__":
    main()
