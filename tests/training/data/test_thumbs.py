"""Thumbs out of pairs and of labels, and the weights that balance them."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from training.data.thumbs import Thumb, balancing_weights, read_thumbs

ROW = {"record_id": "r1", "instruction": "Hello?", "response": "Hi.", "rejected": None, "label": None}


def snapshot(folder: Path, *rows: dict[str, Any]) -> Path:
    (folder / "data").mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "data" / "train.parquet")
    return folder


def test_a_pair_is_one_of_each(tmp_path: Path) -> None:
    found = read_thumbs(snapshot(tmp_path, {**ROW, "rejected": "What?"}), "train", 0)
    assert {(thumb.completion, thumb.label) for thumb in found} == {("Hi.", True), ("What?", False)}


@pytest.mark.parametrize(
    ("label", "wanted"),
    [("true", True), (" Up ", True), ("acceptable", True), ("1", True), ("FALSE", False), ("not acceptable", False)],
)
def test_a_label_beside_an_answer_is_a_thumb(tmp_path: Path, label: str, wanted: bool) -> None:
    (found,) = read_thumbs(snapshot(tmp_path, {**ROW, "label": label}), "train", 0)
    assert found.as_trl() == {
        "prompt": [{"role": "user", "content": "Hello?"}],
        "completion": [{"role": "assistant", "content": "Hi."}],
        "label": wanted,
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "have neither a rejected answer nor a label"),
        ({"label": "greeting"}, "have neither a rejected answer nor a label"),
        ({"response": "true", "label": "true"}, "have neither a rejected answer nor a label"),  # a class, not a verdict
        ({"response": None, "label": "true"}, "have no answer"),
    ],
)
def test_an_answer_nobody_judged_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(VerilodeError, match=f"1 rows {reason}.*: r1"):
        read_thumbs(snapshot(tmp_path, {**ROW, **change}), "train", 0)


def test_the_order_is_decided_by_the_seed(tmp_path: Path) -> None:
    rows = [{**ROW, "record_id": f"r{i}", "rejected": "What?"} for i in range(20)]
    folder = snapshot(tmp_path, *rows)
    first, again, other = (read_thumbs(folder, "train", seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert sorted(first, key=str) == sorted(other, key=str)


@pytest.mark.parametrize(
    ("wanted", "unwanted", "weights"),
    [(10, 10, (1, 1)), (12, 10, (1, 1)), (5, 10, (2, 1)), (40, 10, (1, 3))],
)
def test_the_weights_raise_the_smaller_group(wanted: int, unwanted: int, weights: tuple[float, float]) -> None:
    assert balancing_weights(thumbs(wanted, unwanted)) == pytest.approx(weights)


@given(st.integers(1, 300), st.integers(1, 300))
def test_wanted_to_unwanted_lies_between_one_and_four_thirds(wanted: int, unwanted: int) -> None:
    up, down = balancing_weights(thumbs(wanted, unwanted))
    assert 1 - 1e-9 <= up * wanted / (down * unwanted) <= 4 / 3 + 1e-9
    assert min(up, down) == 1


def thumbs(wanted: int, unwanted: int) -> list[Thumb]:
    return [Thumb(f"r{i}", (), "", i < wanted) for i in range(wanted + unwanted)]
