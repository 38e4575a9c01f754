"""Decontaminate: planted test text is found however it is dressed, shared boilerplate is not, and words prove it."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.core.words import words
from pipelines.run.sink import Sink
from pipelines.steps._contamination import Benchmark, Limits, find_contamination
from pipelines.steps.decontaminate import decontaminate
from tests.fakes.judging import batch_of

RIVER = "the ferry leaves the northern bank at seven each morning and returns long after the last lamp is out"
ALPHABET = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
RUN, PART, COPY = ["ngram_overlap"], ["short_item_overlap"], ["near_duplicate_of_benchmark"]
SHORT = "which of the two brothers paid for the bridge"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A benchmark of two items and a blank line between them."""
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps({"question": RIVER, "id": 1}), "", json.dumps({"question": SHORT, "id": 2})]
    Path("bench.jsonl").write_text("\n".join(rows))
    return "bench.jsonl"


def dropped(records: list[Record], **options: Any) -> dict[str, tuple[str, str]]:
    """Rule and reason of each dropped record."""
    facts: list[dict[str, Any]] = []
    writer = type("Writer", (), {"write": lambda self, kind, rows: facts.extend(rows)})()
    sink = Sink(writer, "decontaminate")
    decontaminate(**options)(sink.counting(iter([batch_of(records)])), sink)
    return {row["record_id"]: (row["rule"], row["reason"]) for row in facts}


def search(records: list[str], items: list[str], **limits: Any) -> list[tuple[int, int, str]]:
    """Record, item and rule of every hit."""
    bench = Benchmark(pa.array(items, pa.large_string()), ["b"] * len(items), list(range(len(items))), 0)
    found = find_contamination(pa.chunked_array([records], pa.large_string()), bench, Limits(**limits))
    assert found.records_per_item.sum() == len({(hit.record, hit.item) for hit in found.hits})
    return [(hit.record, hit.item, hit.rule) for hit in found.hits]


def test_each_rule_names_the_file_the_line_and_the_words(bench: str) -> None:
    found = dropped(
        [
            Record("inside", instruction="Read this.", response=f"He said: {RIVER.upper()}! And so on."),
            Record(
                "short", text="Which of the two brothers paid for it? Which of the TWO brothers paid for the bridge?"
            ),
            Record("copy", text=RIVER.replace("morning", "dawn").replace("ferry", "boat")),
            Record("clean", text="the ferry leaves the northern bank at eight and nobody knows when it returns"),
        ],
        against=[f"{bench}::question"],
        threshold=0.3,
    )
    first = "the ferry leaves the northern bank at seven each morning and returns long…"
    assert found == {
        "inside": ("ngram_overlap", f'it holds 19 of the 19 words of bench.jsonl:1: "{first}"'),
        "short": (
            "short_item_overlap",
            'it holds 9 of the 9 words of bench.jsonl:3: "which of the two brothers paid for the bridge"',
        ),
        "copy": (
            "near_duplicate_of_benchmark",
            'Jaccard 0.364 with bench.jsonl:1, first in common: "leaves the northern bank at"',
        ),
    }


def test_without_a_column_the_known_ones_are_looked_for(bench: str) -> None:
    assert list(dropped([Record("r", text=SHORT)], against=[bench])) == ["r"]


def test_two_files_of_one_name_are_told_apart_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "test.jsonl").write_text(json.dumps({"text": RIVER if folder == "b" else SHORT}))
    found = dropped([Record("r", text=f"so {RIVER}")], against=["a/test.jsonl", "b/test.jsonl"])
    assert "words of b/test.jsonl:1: " in found["r"][1]


def planted() -> tuple[list[str], list[str], dict[str, range]]:
    """Items, records, and which records of each kind there are; 30 records say only the benchmark's boilerplate."""
    draw = random.Random(5)
    lexicon = [f"{a}{b}" for a in ("ba", "ko", "mi", "tu", "re", "sa") for b in ("lon", "gar", "pin", "vet", "dus")]
    lexicon += [f"{word}{end}" for word in lexicon for end in ("a", "i", "o", "um", "es", "ine")]

    def passage(size: int) -> list[str]:
        return [draw.choice(lexicon) for _ in range(size)]

    opening = "answer the following question in one sentence and give your reasons step by step".split()
    items = [opening + passage(40) for _ in range(40)]
    texts: list[list[str]] = []
    kinds: dict[str, range] = {}
    for kind, count in {
        "exact": 10,
        "dressed": 10,
        "embedded": 10,
        "edited": 10,
        "boilerplate": 30,
        "clean": 330,
    }.items():
        kinds[kind] = range(len(texts), len(texts) + count)
        for number in range(count):
            own = items[number + 10 * list(kinds).index(kind)] if kind not in ("boilerplate", "clean") else []
            if kind == "dressed":
                own = [word.upper() + ";" for word in own]
            elif kind == "embedded":
                own = passage(60) + own + passage(60)
            elif kind == "edited":
                own = [draw.choice(lexicon) if draw.random() < 0.1 else word for word in own]
            elif kind == "boilerplate":
                own = opening + passage(40)
            texts.append(own or passage(50))
    return [" ".join(item) for item in items], [" ".join(text) for text in texts], kinds


def test_planted_text_is_found_with_full_precision_and_recall() -> None:
    items, records, kinds = planted()
    hit = {record for record, _, _ in search(records, items)}
    share = {kind: sum(row in hit for row in rows) / len(rows) for kind, rows in kinds.items()}
    assert share == {"exact": 1, "dressed": 1, "embedded": 1, "edited": 1, "boilerplate": 0, "clean": 0}


def test_without_the_exemption_boilerplate_would_cost_thirty_sound_records() -> None:
    items, records, kinds = planted()
    hit = {record for record, _, _ in search(records, items, common_count=1000)}
    assert hit >= set(kinds["boilerplate"])
    assert not hit & set(kinds["clean"])


def test_twenty_copies_of_one_leaked_item_are_no_boilerplate() -> None:
    assert len(search([RIVER] * 20, [RIVER])) == 40  # each by its n-grams and as a copy


@pytest.mark.parametrize(
    ("record", "item", "limits", "rules"),
    [
        ("a b c d e f g h i j k l m n", "x a b c d e f g h i j k l m", {}, RUN + COPY),
        ("a b c d e f g h i j k l x n", "x a b c d e f g h i j k l m", {"threshold": None}, []),
        ("so a b c d e f g h i j k l m", ALPHABET, {"min_share": 0.5}, RUN),
        ("so a b c d e f g h i j k l m", ALPHABET, {"min_share": 0.6}, []),
        ("so a b c d e f g h i", "a b c d e f g h i j", {"threshold": None}, PART),
        ("so a b c d e f g h", "a b c d e f g h i j", {"threshold": None}, []),
        ("a b, C!", "A b c", {}, PART + COPY),
        ("so a b c", "a b c", {}, []),
        ("none", "none", {}, []),
        ("none", "none", {"min_words": 1}, PART + COPY),
        ("", "", {"min_words": 1}, []),
        ("本合同自书面通知之日起三十天后终止", "甲方：本合同自书面通知之日起三十天后终止。", {"threshold": None}, RUN),
    ],
)
def test_limits(record: str, item: str, limits: dict[str, Any], rules: list[str]) -> None:
    assert [rule for _, _, rule in search([record], [item], **limits)] == rules


TEXTS = st.lists(st.sampled_from("abc"), max_size=9).map(" ".join)


def by_hand(record: str, item: str) -> set[str]:
    """The rules that a pair breaks at n-grams of 4 and 2 words, from the definition alone."""

    def grams(text: str, n: int) -> list[tuple[str, ...]]:
        found = words(text)
        return [tuple(found[i : i + n]) for i in range(max(1, len(found) - n + 1))] if found else []

    n = 4 if len(words(item)) >= 4 else 2
    ours, theirs = set(grams(record, n)), grams(item, n)
    found = set()
    if len(words(item)) >= 4 and ours.intersection(theirs):
        found.add("ngram_overlap")
    if 0 < len(words(item)) < 4 and sum(gram in ours for gram in theirs) >= 0.5 * len(theirs):
        found.add("short_item_overlap")
    a, b = set(grams(record, 5)), set(grams(item, 5))
    if a & b and len(a & b) / len(a | b) >= 0.5:
        found.add("near_duplicate_of_benchmark")
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=4))
def test_hits_are_those_of_the_definition(records: list[str], items: list[str]) -> None:
    limits = {"ngram": 4, "short_ngram": 2, "min_words": 1, "threshold": 0.5, "common_count": 1000}
    wanted = [(r, i, rule) for r, a in enumerate(records) for i, b in enumerate(items) for rule in by_hand(a, b)]
    assert sorted(search(records, items, **limits)) == sorted(wanted)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"against": []}, "name at least one test set or benchmark"),
        ({"against": ["gone.jsonl"]}, "gone.jsonl: "),
        ({"against": ["bench.jsonl::text"]}, "bench.jsonl:1: no column 'text'; there are: 'question', 'id'"),
        ({"against": ["bench.jsonl::id"]}, "bench.jsonl:1: column 'id' holds int, not text"),
        ({"against": ["odd.csv"]}, "odd.csv:2: no readable rows; no_content: "),
        ({"against": ["bench.jsonl"], "threshold": 0.0}, "threshold must be above 0 and at most 1, not 0.0"),
        ({"against": ["bench.jsonl"], "short_ngram": 14}, "short_ngram must be 1 to 13, not 14"),
    ],
)
def test_what_cannot_be_searched_is_one_line(bench: str, options: dict[str, Any], reason: str) -> None:
    Path("odd.csv").write_text("prose\nsome text\n")
    with pytest.raises(VerilodeError) as caught:
        decontaminate(**options)
    assert reason in str(caught.value)


def test_real_support_queries_share_171_with_their_test_set(shared_data: Path) -> None:
    import csv

    folder = shared_data / "support-banking77"
    with (folder / "train.csv").open(encoding="utf-8", newline="") as rows:
        records = [Record(f"r{i}", text=row["text"]) for i, row in enumerate(csv.DictReader(rows))]
    found = dropped(records, against=[f"{folder / 'test.csv'}::text"])
    assert Counter(rule for rule, _ in found.values()) == {
        "short_item_overlap": 115,
        "ngram_overlap": 37,
        "near_duplicate_of_benchmark": 19,
    }
