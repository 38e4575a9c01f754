"""Quality rules against datatrove: python -m benchmarks.quality_rules --peer-python DIR/bin/python.

Documents made dirty, the same for both: 10 rules of Gopher's quality and 4 of FineWeb's, then Gopher's 13 of
repetition. Counted is the CPU time of all threads from texts in memory to the first rule each document breaks; the
verdicts must be the same. Both run on one and the same core, since datatrove uses no more and two busy threads slow
each other down. Only the ratio means anything on another machine; it is the median of several, each from measurements
next to each other. Results go to benchmarks/results/quality_rules.json.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import corpus
from benchmarks.machine import machine
from pipelines.core.records import RECORD_SCHEMA
from pipelines.core.rules import Rule, Rules, Within, judge
from pipelines.filters import FILTERS
from pipelines.signals import SIGNALS, Signal

RESULTS = Path(__file__).parent / "results" / "quality_rules.json"
ROOT = Path(__file__).resolve().parent.parent
PEER = "benchmarks.peers._quality_rules"
BATCH = 8192
OUR_RUNS = 9
"""Ours takes a tenth of a second, which one interruption would distort; the median of so many counts."""

QUALITY_CODES = (
    *("gopher_short_doc", "gopher_long_doc", "gopher_below_avg_threshold", "gopher_above_avg_threshold"),
    *("gopher_too_many_hashes", "gopher_too_many_ellipsis", "gopher_too_many_bullets"),
    *("gopher_too_many_end_ellipsis", "gopher_below_alpha_threshold", "gopher_enough_stop_words"),
    *("line_punct_ratio", "short_line_ratio", "char_dup_ratio", "list_ratio"),
)
REPETITION_CODES = (
    *("dup_para_frac", "dup_para_char_frac", "dup_line_frac", "dup_line_char_frac"),
    *(f"top_{n}_gram" for n in (2, 3, 4)),
    *(f"duplicated_{n}_n_grams" for n in range(5, 11)),
)
"""datatrove's names for our rules, in order."""

DIRT: tuple[Callable[[str], str], ...] = (
    lambda text: "\n".join("- " + line for line in text.split(". ")),
    lambda text: "\n".join("• " + line for line in text.split(". ")),
    lambda text: text.replace(".", "..."),
    lambda text: text.replace(". ", "...\n"),
    lambda text: text.replace(". ", "…\n"),
    lambda text: text.replace(" ", " #", int(text.count(" ") * 0.3)),
    lambda text: text.replace(" ", "\n"),
    lambda text: re.sub(r"[,.] ", ".\n", text),
    lambda text: "\n".join([text[:150].replace("\n", " "), text, *[text[:150].replace("\n", " ")] * 2]),
    lambda text: "\n\n".join([text[:60], text[60:120], *[text[:60]] * 3, text]),
    lambda text: re.sub(r"[a-z]+", "7741", text, count=int(text.count(" ") * 0.5)),
    lambda text: text[:200],
    lambda text: text.replace(".", ""),
    lambda text: re.sub(r"\b([a-z]{1,2})[a-z]*", r"\1", text),
    lambda text: re.sub(r" (\w)", r"\1", text),
    lambda text: " ".join([text[:90]] * 5 + [text]),
    lambda text: text.replace(", ", f" {text[:12]} "),
    lambda text: text.lower(),
    lambda text: "\n" + text.replace(" ", "  ") + " \r\n",
)
"""Ways in which pages are bad, one for each document that is made dirty."""


def dirty(texts: Sequence[str], seed: int) -> list[str]:
    """A third of the texts spoilt in one of these ways each, one in ten thousand made longer than any rule allows."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 3 * len(DIRT), len(texts)).tolist()
    found = [DIRT[kind](text) if kind < len(DIRT) else text for kind, text in zip(kinds, texts, strict=True)]
    for row in rng.integers(0, len(texts), len(texts) // 10_000).tolist():
        found[row] = " ".join(texts[row : row + 800])
    return found


def common_words(texts: Sequence[str], count: int = 8) -> list[str]:
    """The made-up language's own stop words."""
    seen = Counter(word for text in texts[:1000] for word in set(text.split()) if word.isalpha() and word.islower())
    return sorted(word for word, _ in seen.most_common(count))


def rule_sets(stop_words: list[str]) -> dict[str, tuple[dict[str, Signal], list[Rule], Sequence[str]]]:
    """The families of signals, the rules one bound each, and datatrove's names for them."""
    gopher = FILTERS.build("gopher_quality", {"stop_words": stop_words})
    fineweb = [rule for rule in FILTERS.build("fineweb").rules if rule.name != "empty"]
    repeated = FILTERS.build("gopher_repetition")
    return {
        "quality": (families(gopher), one_bound_each([*gopher.rules, *fineweb]), QUALITY_CODES),
        "repetition": (families(repeated), one_bound_each(repeated.rules), REPETITION_CODES),
    }


def families(rules: Rules) -> dict[str, Signal]:
    """The families a filter needs, ready to compute."""
    return {family: SIGNALS.build(family, options) for family, options in rules.signals.items()}


def one_bound_each(rules: Sequence[Within]) -> list[Rule]:
    """Rules with two bounds as two, for datatrove has a name for each."""
    halves = [(replace(rule, high=None), replace(rule, low=None)) for rule in rules]
    return [half for pair in halves for half in pair if (half.low, half.high) != (None, None)]


def ours(
    batches: Sequence[pa.RecordBatch], signals: dict[str, Signal], rules: Sequence[Rule]
) -> tuple[float, np.ndarray]:
    """CPU seconds from record batches to the first rule that fails, and that rule's number."""
    before = time.process_time()
    columns: dict[str, pa.ChunkedArray] = {}
    for family, signal in signals.items():
        found = pa.Table.from_batches(signal.compute(iter(batches)), signal.schema)
        columns |= {f"{family}.{name}": found[name] for name in found.schema.names}
    first = judge(rules, pa.table(columns)).first
    return time.process_time() - before, first


def as_batches(texts: Sequence[str]) -> list[pa.RecordBatch]:
    """The texts as records."""
    blank = {field.name: pa.nulls(len(texts), field.type) for field in RECORD_SCHEMA}
    table = pa.table(blank | {"text": pa.array(texts, pa.string())}, schema=RECORD_SCHEMA)
    return table.to_batches(max_chunksize=BATCH)


def benchmark(texts: Sequence[str], stop_words: list[str], peer: Path | None, repeats: int) -> dict[str, Any]:
    """Both measured in turns, and where their verdicts differ."""
    batches, sets = as_batches(texts), rule_sets(stop_words)
    size = sum(len(text.encode()) for text in texts)
    for signals, rules, _ in sets.values():
        ours(batches, signals, rules)
    spent: dict[str, list[float]] = {name: [] for name in sets}
    theirs: list[dict[str, Any]] = []
    verdicts: dict[str, list[str]] = {}
    for _ in range(repeats):
        theirs += [ask(peer, texts, stop_words)] if peer else []
        for name, (signals, rules, codes) in sets.items():
            runs = [ours(batches, signals, rules) for _ in range(OUR_RUNS)]
            spent[name].append(statistics.median(took for took, _ in runs))
            first = runs[0][1]
            verdicts[name] = [codes[rule] if rule >= 0 else "" for rule in first.tolist()]
    found = {}
    for name, took in spent.items():
        middle = statistics.median(took)
        found[name] = {
            "rules": len(sets[name][1]),
            "kept": verdicts[name].count(""),
            "us_per_document": round(1e6 * middle / len(texts), 2),
            "mb_per_core_second": round(size / middle / 1e6, 1),
            **compared([one[name] for one in theirs], took, verdicts[name]),
        }
    return {"documents": len(texts), "bytes": size, **found}


def ask(python: Path, texts: Sequence[str], stop_words: list[str]) -> dict[str, Any]:
    """The peer's CPU seconds and verdicts, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.json"
        given.write_text(json.dumps({"stop_words": stop_words, "texts": texts}), "utf-8")
        ran = subprocess.run([python, "-m", PEER, given], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(ran.stdout)


def compared(theirs: Sequence[dict[str, Any]], took: Sequence[float], verdicts: Sequence[str]) -> dict[str, Any]:
    """The median ratio, how many verdicts are the same, and how often each rule was the first to fail."""
    if not theirs:
        return {"not_compared": "no peer was given"}
    other = theirs[0]["verdicts"]
    ratios = [one["cpu_s"] / ours for one, ours in zip(theirs, took, strict=True)]
    return {
        "datatrove_us_per_document": round(1e6 * statistics.median(one["cpu_s"] for one in theirs) / len(other), 1),
        "ratio": round(statistics.median(ratios), 1),
        "ratios": [round(ratio, 1) for ratio in ratios],
        "same_verdicts": sum(a == b for a, b in zip(verdicts, other, strict=True)),
        "first_failing": dict(Counter(code for code in other if code).most_common()),
        "differences": dict(
            Counter(f"{a or 'kept'} / {b or 'kept'}" for a, b in zip(verdicts, other, strict=True) if a != b)
        ),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the documents, measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peer-python", type=Path, help="interpreter of an environment with datatrove")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    clean = corpus.make(asked.docs, asked.seed)["text"].to_pylist()
    texts = dirty(clean, asked.seed)
    peer = asked.peer_python and asked.peer_python.absolute()
    figures = benchmark(texts, common_words(clean), peer, asked.repeats)
    figures = {"machine": machine(), "seed": asked.seed, **figures}
    asked.results.parent.mkdir(exist_ok=True)
    asked.results.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
