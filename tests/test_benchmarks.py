"""The benchmarks: corpus and truth are what they say, the kernel meets its claims, the page shows what was measured."""

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benchmarks import bounded, corpus, proof_tables, tables, training_tables, truth
from benchmarks.dedupe import PEERS, RESULTS
from pipelines.core.words import words
from pipelines.neardup import cluster, warm_up

ROOT = Path(__file__).resolve().parent.parent
PERFECT = {
    "pair_recall": 1.0,
    "hard_pair_recall": 1.0,
    "cluster_pair_precision": 1.0,
    "wrongly_removed_per_1000": 0.0,
    "missed_share": 0.0,
}
LEAST_RATIO = 15
MOST_EXTRA_BYTES = 900


@pytest.fixture(scope="module")
def made() -> pa.Table:
    return corpus.make(10_000)


@pytest.fixture(scope="module")
def true(made: pa.Table) -> truth.Truth:
    return truth.exact_truth(made["text"].to_pylist())


# What the kernel claims.


@pytest.mark.parametrize("mode", [{}, {"exact": True}])
def test_the_kernel_finds_the_exact_truth(made: pa.Table, true: truth.Truth, mode: dict[str, bool]) -> None:
    found = cluster(made["text"], **mode)
    assert truth.score(true, found.cluster) == PERFECT
    pairs = truth.expanded(made.num_rows, found.pairs[:, 0], found.pairs[:, 1], found.pair_jaccard)
    assert _by_pair(pairs) == _by_pair(true)


def _by_pair(pairs: truth.Truth) -> dict[tuple[int, int], float]:
    return {
        (a, b): round(j, 9) for a, b, j in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.jaccard, strict=True)
    }


def test_the_kernel_takes_a_fifteenth_of_the_time_of_datasketch(made: pa.Table, tmp_path: Path) -> None:
    from benchmarks.peers.datasketch_xxhash import datasketch_xxhash

    some = made["text"].slice(0, 2_000).combine_chunks()
    peer = datasketch_xxhash(0.8, tmp_path)
    warm_up()
    ours = min(_cpu_seconds(cluster, some) for _ in range(5))
    assert _cpu_seconds(peer, some.to_pylist()) / ours >= LEAST_RATIO


def _cpu_seconds(work: Any, texts: Any) -> float:
    before = time.process_time()
    work(texts)
    return time.process_time() - before


def test_the_kernel_needs_little_memory_beside_the_text(tmp_path: Path) -> None:
    file, docs = tmp_path / "corpus.parquet", 50_000
    corpus.write(corpus.make(docs), file)
    command = [sys.executable, "-m", "benchmarks.ours", str(file), "--labels", str(tmp_path / "labels.npy")]
    ended = bounded.run(command, seconds=120, memory=4 << 30)
    assert ended.reason is None
    extra = json.loads(ended.output.splitlines()[-1])["extra_bytes"]
    assert extra is None or extra / docs < MOST_EXTRA_BYTES


# The corpus.


def test_the_same_numbers_make_the_same_corpus() -> None:
    first, again, other = (corpus.make(300, seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_half_is_unique_a_fifth_are_forms_and_one_text_is_hot(made: pa.Table) -> None:
    kinds = Counter(made["kind"].to_pylist())
    assert (kinds["unique"], kinds["template"], kinds["hot"]) == (5_000, 2_000, 20)
    assert 100 < np.mean([len(words(text)) for text in made["text"].slice(0, 200).to_pylist()]) < 250


def test_copies_are_what_their_kind_says(made: pa.Table) -> None:
    texts, parents = made["text"].to_pylist(), made["parent"].to_pylist()
    rows = {kind: [] for kind in corpus.KINDS}
    for row, kind in enumerate(made["kind"].to_pylist()):
        rows[kind].append(row)
    for row in rows["exact"][:50]:
        assert texts[row] == texts[parents[row]]
    for row in rows["surface"][:50]:
        assert words(texts[row]) == words(texts[parents[row]])
        assert texts[row] != texts[parents[row]]
    for row in rows["edit"][:50]:
        assert words(texts[row]) != words(texts[parents[row]])
    for row in rows["trunc"][:50]:
        cut, whole = words(texts[row]), words(texts[parents[row]])
        assert cut == whole[: len(cut)]
        assert len(cut) < len(whole)


def test_filled_in_forms_are_alike_but_no_duplicates(made: pa.Table, true: truth.Truth) -> None:
    kinds, groups = np.array(made["kind"].to_pylist()), made["group"].to_numpy()
    assert not ((kinds[true.left] == "template") & (kinds[true.right] == "template")).any()
    group = np.bincount(groups[kinds == "template"]).argmax()
    first, second = [truth.shingles(text) for text in made.filter(groups == group)["text"].to_pylist()[:2]]
    assert 0.2 < len(first & second) / len(first | second) < 0.8


# The truth and the scores.


def test_the_truth_of_three_texts_by_hand() -> None:
    found = truth.exact_truth(["a b c d e f", "A b, c d e f g", "x", "", ""], threshold=0.6)
    assert (found.left.tolist(), found.right.tolist(), found.jaccard.round(3).tolist()) == ([0], [1], [0.667])
    assert found.component.tolist() == [0, 0, 1, 2, 3]
    assert found.removable == 1


@pytest.mark.parametrize("text", ["One two_three,FOUR-five  six\n", "Ünï 漢字かな x\u0301y", "", " . "])
def test_shingles_follow_the_definition_of_words(text: str) -> None:
    assert truth.shingles(text, 1) == set(words(text))


TWO_CHAINS = truth.from_pairs(6, np.array([0, 1, 3]), np.array([1, 2, 4]), np.array([1.0, 0.85, 0.9]))
"""0-1-2 and 3-4 belong together, 5 is alone."""


@pytest.mark.parametrize(
    ("labels", "differs"),
    [
        ([7, 7, 7, 3, 3, 1], {}),
        ([0, 0, 2, 3, 4, 5], {"pair_recall": 1 / 3, "hard_pair_recall": 0.0, "missed_share": 2 / 3}),
        ([0, 0, 0, 3, 3, 3], {"cluster_pair_precision": 4 / 6, "wrongly_removed_per_1000": 1000 / 6}),
    ],
)
def test_scores_by_hand(labels: list[int], differs: dict[str, float]) -> None:
    assert truth.score(TWO_CHAINS, labels) == pytest.approx(PERFECT | differs)


def test_equal_sets_that_are_only_chained_become_all_their_pairs() -> None:
    chained = np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([1.0, 1.0, 0.9])
    found = truth.expanded(5, *chained)
    assert _by_pair(found) == {(0, 1): 1.0, (0, 2): 1.0, (1, 2): 1.0, (0, 3): 0.9, (1, 3): 0.9, (2, 3): 0.9}


# The measured processes.


@pytest.mark.parametrize(
    ("program", "limits", "reason"),
    [
        ("print('done')", {}, None),
        ("raise ValueError('no /some/folder/file.txt')", {}, "failed: ValueError: no file.txt"),
        ("import time; time.sleep(60)", {"seconds": 0.5}, "did not finish in 0.5 s"),
        ("import time; held = bytearray(3 << 28); time.sleep(60)", {"memory": 1 << 28}, "needed more than 0.27 GB"),
    ],
)
def test_a_child_is_bounded_and_says_why_it_failed(program: str, limits: dict[str, Any], reason: str | None) -> None:
    ended = bounded.run([sys.executable, "-c", program], **{"seconds": 30, "memory": 1 << 34} | limits)
    assert ended == ("done\n" if reason is None else "", reason)


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_pins_its_package_and_has_a_name_in_the_tables(peer: str) -> None:
    text = (ROOT / "benchmarks" / "peers" / f"{peer}.py").read_text("utf-8")
    pinned = re.search(r'^# dependencies = \["[\w-]+(\[\w+\])?==[\d.]+"', text, re.MULTILINE)
    assert pinned
    assert peer in tables.NAMES


# The results and the page.


@pytest.mark.parametrize("file", sorted(RESULTS.glob("dedupe-*.json")), ids=lambda file: file.stem)
def test_a_result_is_whole(file: Path) -> None:
    found = json.loads(file.read_text("utf-8"))
    assert list(found) == ["corpus", "machine", "floor", "start", "truth", "runs"]
    assert file.stem == f"dedupe-{found['corpus']['docs']}"
    assert set(found["runs"]) <= {"verilode", "verilode_exact", *PEERS}
    assert found["runs"]["verilode"]["quality"].keys() == PERFECT.keys()
    for run in found["runs"].values():
        assert run.get("not_run") or (run["cpu_s"] > 0 and run["ratio"] > 0)


def test_the_page_shows_the_results_that_are_checked_in() -> None:
    page = tables.PAGE.read_text("utf-8")
    assert set(re.findall(r"<!-- table: (\w+) -->", page)) == set(tables.TABLES)
    assert tables.page(page, tables.load()) == page, "run: python -m benchmarks.tables"


def test_the_page_on_proof_shows_what_was_measured() -> None:
    page = proof_tables.PAGE.read_text("utf-8")
    assert set(re.findall(r"<!-- table: (\w+) -->", page)) == set(proof_tables.TABLES)
    assert proof_tables.page(page) == page, "run: python -m benchmarks.proof_tables"


def test_the_page_on_training_shows_what_was_measured() -> None:
    page = training_tables.PAGE.read_text("utf-8")
    assert set(re.findall(r"<!-- table: (\w+) -->", page)) == set(training_tables.TABLES)
    assert training_tables.page(page) == page, "run: python -m benchmarks.training_tables"
