"""`verilode decontaminate`: what a person reads, what a script gets, and one line for what cannot be done."""

import json
from pathlib import Path

import pytest

from tests.fakes.command_line import Shell

LEAK = "the ferry leaves the northern bank at seven each morning and returns long after dark"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder with a file to train on and a benchmark."""
    (tmp_path / "train.jsonl").write_text(json.dumps({"text": f"Note: {LEAK}."}) + '\n{"text": "something else"}\n')
    (tmp_path / "bench.jsonl").write_text(json.dumps({"question": LEAK}) + '\n{"question": "yes"}\n')
    return Shell(tmp_path)


def test_a_person_reads_what_went_and_what_the_benchmark_is_still_good_for(shell: Shell) -> None:
    done = shell("decontaminate train.jsonl --against bench.jsonl --out out")
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "2 in, 1 kept, 1 dropped",
            "  1 by ngram_overlap",
            "1 of 2 benchmark items are in some row, 0 in none",
            "1 benchmark items have too few words to tell",
        ],
    )


def test_a_script_gets_the_counts(shell: Shell) -> None:
    result = shell("decontaminate train.jsonl --against bench.jsonl::question --out out --json").result
    assert [result[name] for name in ("in", "kept", "dropped", "items", "items_hit")] == [2, 1, 1, 2, 1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--against bench.jsonl::answer", "bench.jsonl:1: no column 'answer'; there are: 'question'"),
        ("--against bench.jsonl --threshold 2", "threshold must be above 0 and at most 1, not 2.0"),
        ("--against bench.jsonl --text-field body", "no column 'body'; there are: text"),
    ],
)
def test_what_cannot_be_done_is_one_line(shell: Shell, words: str, reason: str) -> None:
    done = shell(f"decontaminate train.jsonl --out out {words}")
    assert done.code == 1
    assert reason in done.err.splitlines()[-1]
