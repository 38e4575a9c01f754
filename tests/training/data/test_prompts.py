"""Prompts with the answers that are expected of them, where there are any."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.data.prompts import Prompt, read_prompts


def test_a_row_without_an_answer_is_still_a_prompt(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = [
        {"record_id": "r1", "instruction": "2 + 2?", "response": "4", "meta": '{"unit": "none"}'},
        {"record_id": "r2", "instruction": "Write a poem.", "response": None, "meta": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "data" / "train.parquet")
    assert read_prompts(tmp_path, "train") == [
        Prompt("r1", ({"role": "user", "content": "2 + 2?"},), "4", {"unit": "none"}),
        Prompt("r2", ({"role": "user", "content": "Write a poem."},), None, {}),
    ]
