"""The ledger: on disk before it counts, readable after a crash."""

import json

import pytest

from pipelines.core.errors import VerilodeError
from training.judging.ledger import Ledger


def test_what_is_kept_is_there_next_time(tmp_path):
    first = Ledger(tmp_path / "new" / "ledger.jsonl")
    first.keep("k1", "first", "grader")
    first.keep("k2", None, "grader")  # without closing: a crash would leave just this
    again = Ledger(tmp_path / "new" / "ledger.jsonl")
    assert ("k1" in again, again["k1"], "k2" in again, again["k2"], "k3" in again) == (True, "first", True, None, False)


def test_a_line_that_a_crash_cut_off_costs_only_itself(tmp_path):
    file = tmp_path / "ledger.jsonl"
    file.write_text('{"key": "k1", "verdict": "tie", "model": "m"}\n{"key": "k2", "verd')
    ledger = Ledger(file)
    ledger.keep("k3", "second", "m")
    ledger.close()
    again = Ledger(file)
    assert ("k1" in again, "k2" in again, "k3" in again) == (True, False, True)
    assert json.loads(file.read_text().splitlines()[-1])["key"] == "k3"


@pytest.mark.parametrize("line", ["[]", "3", '{"key": ["k"], "verdict": "tie"}', "\x00"])
def test_a_line_that_is_no_verdict_is_passed_over(tmp_path, line):
    (tmp_path / "ledger.jsonl").write_text(line + '\n{"key": "k1", "verdict": "tie"}\n')
    assert "k1" in Ledger(tmp_path / "ledger.jsonl")


def test_without_a_file_it_remembers_as_long_as_it_lives():
    ledger = Ledger()
    ledger.keep("k", "tie", "m")
    assert ledger["k"] == "tie"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VerilodeError, match="ledger.jsonl: cannot be opened"):
        Ledger(tmp_path / "file" / "ledger.jsonl")
