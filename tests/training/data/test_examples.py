"""Rows of snapshots and general files as prompts and completions."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import Example, read_general, read_split, with_replay

ROW = {
    "record_id": "r1",
    "system": None,
    "instruction": "Which chapter? acne",
    "response": "skin",
    "cluster": "r1",
}


def snapshot(folder: Path, *rows: dict[str, str | None]) -> Path:
    (folder / "data").mkdir()
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "data" / "train.parquet")
    return folder


def test_a_row_becomes_a_prompt_and_a_completion(tmp_path):
    found = read_split(snapshot(tmp_path, ROW, {**ROW, "record_id": "r2", "system": "Be short."}), "train")
    assert found[0].as_trl() == {
        "prompt": [{"role": "user", "content": "Which chapter? acne"}],
        "completion": [{"role": "assistant", "content": "skin"}],
    }
    assert found[1].prompt[0] == {"role": "system", "content": "Be short."}


@pytest.mark.parametrize("missing", ["instruction", "response"])
def test_a_row_without_question_or_answer_is_named(tmp_path, missing):
    with pytest.raises(VerilodeError, match=f"record r1 has no {missing}"):
        read_split(snapshot(tmp_path, {**ROW, missing: None}), "train")


def test_a_missing_split_is_named(tmp_path):
    with pytest.raises(VerilodeError, match=r"test\.parquet: cannot be read"):
        read_split(snapshot(tmp_path, ROW), "test")


def test_general_rows_are_named_by_their_line(tmp_path):
    file = tmp_path / "g.jsonl"
    file.write_text(json.dumps({"instruction": "Opposite of hot?", "response": "cold"}) + "\n")
    assert [(e.record_id, e.answer) for e in read_general(file)] == [("g.jsonl:1", "cold")]


@pytest.mark.parametrize("line", ["{", '"text"', '{"instruction": "a"}', '{"instruction": "a", "response": null}'])
def test_a_bad_general_line_is_named(tmp_path, line):
    file = tmp_path / "g.jsonl"
    file.write_text('{"instruction": "a", "response": "b"}\n' + line + "\n")
    with pytest.raises(VerilodeError, match="2"):
        read_general(file)


def rows(name: str, n: int) -> list[Example]:
    return [Example(f"{name}{i}", (), "") for i in range(n)]


def test_replay_makes_up_its_share_of_the_whole_and_every_record_stays():
    mixed = with_replay(rows("r", 30), rows("g", 4), share=0.25, seed=1)
    names = [example.record_id for example in mixed]
    assert len(mixed) == 40
    assert set(names) == {f"r{i}" for i in range(30)} | {f"g{i}" for i in range(4)}
    assert [e.record_id for e in with_replay(rows("r", 30), rows("g", 4), share=0.25, seed=1)] == names
    assert [e.record_id for e in with_replay(rows("r", 30), rows("g", 4), share=0.25, seed=2)] != names


def test_no_general_rows_no_replay():
    assert len(with_replay(rows("r", 3), [], share=0.5, seed=0)) == 3
