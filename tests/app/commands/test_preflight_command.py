"""`verilode preflight`: the report as lines and as JSON, and the same line as `verilode train` for a poisoned row."""

import io
from contextlib import redirect_stdout
from pathlib import Path

import pyarrow as pa
import pytest

from app.commands.preflight import record_lines, show
from app.frame.screen import Painted, plain, write_lines
from pipelines.store.snapshots import ROW_SCHEMA, write_snapshot
from tests.fakes.command_line import Shell
from tests.fakes.rehearsed import REPORT, failing
from tests.fakes.small_models import causal_model
from training.preflight.failure import Failure
from training.preflight.report import Shown
from training.preflight.taught import Token


def test_a_report_is_read_from_top_to_bottom() -> None:
    lines = list(show(REPORT))
    assert lines[0] == "snapshot s1 on base tiny, trainer sft"
    assert "beyond max_length 16: 1 rows, 4 tokens" in lines
    assert "packing (now off): 5 rows fit into 4, then 75% full" in lines
    assert "          17 to 24 tokens        1 ██████████" in lines
    assert "note: padding uses the *stop* token" in lines
    assert "record r1 (train, longest row): 2 of 6 carry loss" in lines
    assert lines[-1] == "every row can be trained on"


def test_failures_are_the_last_lines() -> None:
    lines = list(show(failing(Failure("too odd", ("r1",)), Failure("too long", ("r2", "r3")))))
    assert lines[-3:] == ["this run would be refused:", "- 1 row is too odd: r1", "- 2 rows are too long: r2, r3"]


def test_tokens_that_carry_loss_stand_between_brackets() -> None:
    assert list(record_lines(REPORT.records[0], coloured=False))[2:] == [
        "  <|user|>│which⏎",
        "  │ <b>eye│<|assistant|>│⟦left│<|end|>⟧",
    ]


def test_on_a_terminal_they_are_green_and_every_line_ends_plain() -> None:
    tokens = [Token(1, "a\n", True), Token(2, "b", True)]
    lines = list(record_lines(Shown("r", "train", "random", tokens), coloured=True))[2:]
    assert lines == ["  \x1b[1;32ma⏎\x1b[0m", "  \x1b[1;32m│b\x1b[0m"]


class Terminal(io.StringIO):
    """A stdout that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("wish", "coloured"), [(None, True), ("1", False)])
def test_colours_are_for_terminals_whose_owner_wants_them(
    monkeypatch: pytest.MonkeyPatch, wish: str | None, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if wish:
        monkeypatch.setenv("NO_COLOR", wish)
    with redirect_stdout(Terminal()):
        lines = "\n".join(show(REPORT))
    assert ("\x1b[1;32m" in lines, "\u27e6" in lines) == (coloured, not coloured)


def test_only_painted_lines_keep_their_escapes(capfd: pytest.CaptureFixture[str]) -> None:
    write_lines([Painted("\x1b[1mours"), "\x1b[1mtheirs"])
    assert capfd.readouterr().out == "\x1b[1mours\n\\x1b[1mtheirs\n"


def test_a_records_own_escape_sequences_cannot_act() -> None:
    hostile = [Token(1, "\x1b[31mred\x1b[0m\u202e", False), Token(2, "\rgone", True)]
    lines = list(record_lines(Shown("\x1b[2J", "train", "random", hostile), coloured=False))
    assert "\x1b" not in "".join(line if isinstance(line, Painted) else plain(line) for line in lines)
    assert lines[-1] == "  \\x1b[31mred\\x1b[0m\\u202e│⟦\\rgone⟧"


def with_answers(folder: Path, *answers: str) -> Shell:
    """A shell in a project whose snapshot holds these answers to one question."""
    (folder / "verilode.yaml").write_text("name: eyes\ntask: {labels: [left]}\n")
    rows = [{"record_id": f"r{i}", "instruction": "which eye", "response": one} for i, one in enumerate(answers)]
    splits = {"train": rows, "validation": [], "test": []}
    tables = {name: pa.Table.from_pylist(part, schema=ROW_SCHEMA) for name, part in splits.items()}
    write_snapshot(folder / "snapshots", tables, {"parents": [], "leaks": {"total": 0}}, [])
    return Shell(folder)


@pytest.mark.train
def test_json_holds_the_counts_and_every_token(tmp_path: Path) -> None:
    base = causal_model(tmp_path / "base")
    words = f"preflight --records 1 --set batch_size=2 --set steps=9 --base {base}"
    found = with_answers(tmp_path, "left", "right", "left").json(words)
    assert (found["rows"], found["base"], found["max_length"], found["failure"]) == (3, "base", 1024, "")
    assert (found["steps_per_epoch"], found["epochs"]) == (2, 4.5)
    (record,) = found["records"]
    assert "".join(token["text"] for token in record["tokens"] if token["loss"]) == "left<|end|>"
    assert not (tmp_path / "runs").exists()


@pytest.mark.train
def test_a_row_that_breaks_is_the_same_one_line_before_and_in_a_run(tmp_path: Path) -> None:
    base, template = causal_model(tmp_path / "base"), tmp_path / "base" / "chat_template.jinja"
    template.write_text("{{ raise_exception('no turns today') }}")
    project = with_answers(tmp_path, "left")
    for line in ("preflight", "train sft --steps 1"):
        ran = project(line, "--base", str(base))
        assert (ran.code, "Traceback" in ran.err) == (1, False)
        assert ran.err.splitlines()[-1] == "verilode: 1 row is refused by the chat template (no turns today): r0"
