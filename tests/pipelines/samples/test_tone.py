"""Pairs of two tones: the same advice said politely and curtly."""

import json
from pathlib import Path

from pipelines.samples.tone import tone


def test_every_pair_gives_the_same_advice_in_two_tones(tmp_path: Path) -> None:
    tone()(tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "tone.jsonl").read_text().splitlines()]
    assert len(rows) == len({row["prompt"] for row in rows}) == 576
    assert {row["order"] for row in rows} == {"[0,1]"}
    assert all(row["chosen"].startswith("Sorry about the ") for row in rows)
    assert all(row["chosen"].lower().endswith(row["rejected"].lower()) for row in rows)


def test_equal_seeds_give_equal_files(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        (tmp_path / name).mkdir()
        tone(seed=seed)(tmp_path / name)
    first, same, other = ((tmp_path / name / "tone.jsonl").read_bytes() for name in "abc")
    assert first == same != other
