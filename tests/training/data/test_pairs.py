"""Preference pairs of a snapshot, and the pairs that teach nothing."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from training.data.pairs import Pair, length_ratio, read_pairs, sides

ASKED = ({"role": "user", "content": "Hello?"},)
ROW = {"record_id": "r1", "instruction": "Hello?", "response": "Hi there.", "rejected": "What?"}
WHOLE = {"record_id": "r0", "instruction": "Bye?", "response": "Bye.", "rejected": "No."}


def snapshot(folder: Path, *rows: dict[str, Any]) -> Path:
    (folder / "data").mkdir()
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "data" / "train.parquet")
    return folder


def test_a_pair_in_trls_form(tmp_path: Path) -> None:
    (pair,) = read_pairs(snapshot(tmp_path, ROW), "train")
    assert pair == Pair("r1", ASKED, "Hi there.", "What?")
    assert pair.as_trl() == {
        "prompt": [{"role": "user", "content": "Hello?"}],
        "chosen": [{"role": "assistant", "content": "Hi there."}],
        "rejected": [{"role": "assistant", "content": "What?"}],
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rejected": None}, "1 rows have no rejected answer: r1"),
        ({"rejected": " "}, "1 rows have no rejected answer: r1"),
        ({"response": None}, "1 rows have no chosen answer: r1"),
        ({"rejected": "Hi there."}, "1 rows choose and reject the same answer: r1"),
        ({"rejected": "hi  THERE!"}, "1 rows choose and reject the same answer: r1"),
    ],
)
def test_a_row_that_is_no_pair_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        read_pairs(snapshot(tmp_path, WHOLE, {**ROW, **change}), "train")


@pytest.mark.parametrize(("chosen", "rejected"), [("5", "-5"), ("1.5", "15"), ("a[0]", "a(0)")])
def test_a_small_difference_may_be_all_the_difference(tmp_path: Path, chosen: str, rejected: str) -> None:
    row = {**ROW, "response": chosen, "rejected": rejected}
    assert len(read_pairs(snapshot(tmp_path, row), "train")) == 1


def test_a_snapshot_without_any_pair_says_so(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="has no preference pairs: no row has a rejected answer"):
        read_pairs(snapshot(tmp_path, {**ROW, "rejected": None}), "train")


def test_both_sides_stand_as_examples_under_the_same_record() -> None:
    found = sides([Pair("r1", ASKED, "Hi.", "What?"), Pair("r2", ASKED, "Hello.", "Who?")])
    assert [(side.record_id, side.answer) for side in found] == [
        ("r1", "Hi."),
        ("r2", "Hello."),
        ("r1", "What?"),
        ("r2", "Who?"),
    ]


def test_the_length_ratio_is_that_of_the_middle_pair() -> None:
    pairs = [Pair("a", ASKED, "12", "1"), Pair("b", ASKED, "123", "1"), Pair("c", ASKED, "1" * 90, "1")]
    assert length_ratio(pairs) == 3
    assert length_ratio([]) == 1
