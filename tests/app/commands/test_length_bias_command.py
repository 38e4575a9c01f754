"""The length bias of a project's pairs, on the command line."""

import json
from pathlib import Path

from tests.fakes.command_line import Shell

PAIRS = [
    {"prompt": f"What is {n} and {n}?", "chosen": f"It is {2 * n}, as one can count.", "rejected": f"It is {n}."}
    for n in range(1, 4)
] + [{"prompt": "What is nothing?", "chosen": "It is 0.", "rejected": "It is one, or maybe two."}]


def project(tmp_path: Path, rows: list[dict], *mapping: str) -> Shell:
    shell = Shell(tmp_path)
    shell("init", ".", "--recipe", "preferences")
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert shell("ingest", "pairs.jsonl", *mapping).code == 0
    return shell


def test_three_of_four_longer_answers_win(tmp_path: Path) -> None:
    shell = project(tmp_path, PAIRS)
    found = shell.json("length-bias")
    assert (found["pairs"], found["chosen_longer"], found["equal"]) == (4, 0.75, 0.0)
    assert "learns length first" in shell("length-bias").out


def test_records_that_are_no_pairs_are_one_clear_line(tmp_path: Path) -> None:
    rows = [{"prompt": "What is it?", "completion": "Nothing."}]
    ran = project(tmp_path, rows, "--map", "instruction=prompt", "--map", "response=completion")("length-bias")
    assert (ran.code, ran.out) == (1, "")
    assert "no record that stands is a preference pair" in ran.err
