"""Mistakes at the command line: one clear line, the right exit code, no traceback, and nothing on stdout."""

import base64
import json
from pathlib import Path

import pytest

from pipelines.store.project import Project
from tests.fakes.command_line import Ran, Shell

GOOD = b"text,category\nWhere is my card?,card_arrival\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in a new support project, with a sound file beside it."""
    Shell(tmp_path).json("init own --recipe support")
    (tmp_path / "good.csv").write_bytes(GOOD)
    return Shell(tmp_path / "own")


def refusal(ran: Ran, code: int = 1) -> str:
    """The one line a person reads."""
    assert (ran.code, ran.out) == (code, "")
    (line,) = ran.err.splitlines()
    assert "Traceback" not in line
    return line.removeprefix("verilode: ")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("clean", "nothing to clean: ingest files first"),
        ("ingest", "no files given, and the recipe's input names none that exist"),
        ("ingest none.csv", "none.csv: no such file"),
        ("ingest ..", "a folder with a project in it (verilode.yaml); name the files to read"),
        ("ingest ../good.odt", "good.odt: no reader for .odt; known: .arrow, .csv, "),
        ("ingest ../good.csv --map text", "'text' is not FIELD=COLUMN"),
        ("ingest ../good.csv --map txt=text", "a record has no field 'txt'; did you mean 'text'?"),
        ("sample --pilot 300", "no unanswered records to sample"),
        ("sample --pilot 0", "--pilot must be at least 1, not 0"),
        ("sample --audit --pilot 3", "choose --pilot N or --audit, not both"),
        ("sample --audit", "no suggestions to audit: run verilode suggest first"),
        ("suggest", "no records stand: ingest and clean first"),
        ("suggest --labeler locl", "no labeler called 'locl'; did you mean 'local'?"),
        ("certify", "nothing to certify: run verilode suggest first"),
        ("snapshot create", "no labelled records to split: verify or certify first"),
        ("snapshot verify abc", "no snapshot with id 'abc'; see: verilode snapshot list"),
        ("lineage abc", "no record with id 'abc'"),
        ("jobs log abc", "no job"),
        ("dedupe ../good.csv --out ../good.csv", "good.csv: already exists; choose another --out"),
        ("dedupe ../good.csv --out new --text-field body", "no column 'body'; there are: text, category"),
        ("dedupe ../good.csv --out new --unit chars", "unit must be 'word' or 'char', not 'chars'"),
        (
            "filter ../good.csv --out new --recipe suport",
            "no recipe called 'suport'; bundled: dialogue-notes, legal, medical, preferences, support",
        ),
        ("init . --recipe support", "already a project (verilode.yaml exists)"),
    ],
)
def test_what_cannot_be_done_yet_or_at_all(shell: Shell, line: str, reason: str) -> None:
    assert reason in refusal(shell(line))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ingst", "no command 'ingst'; did you mean 'ingest'?"),
        ("ingest ../good.csv --mpa text=text", "No such option: --mpa"),
        ("clean --fast", "No such option: --fast"),
        ("sample --pilot many", "Invalid value for '--pilot': Input should be a valid integer"),
        ("filter ../good.csv --recipe support", "Missing option '--out'"),
        ("lineage", "Missing argument 'record_id'"),
        ("snapshot verfy x", "No such command 'verfy'"),
    ],
)
def test_wrong_words_are_wrong_usage(shell: Shell, line: str, reason: str) -> None:
    assert reason in refusal(shell(line), code=2)


@pytest.mark.parametrize("line", ["clean", "jobs", "snapshot list", "lineage abc", "suggest"])
def test_without_a_project_it_is_said_how_to_get_one(tmp_path: Path, line: str) -> None:
    assert "verilode init DIR" in refusal(Shell(tmp_path)(line))
    assert "verilode init DIR" in refusal(Shell(tmp_path)(line, "--project", str(tmp_path / "none")))


def test_with_json_the_reason_is_an_object_too(shell: Shell) -> None:
    ran = shell("clean --json")
    assert (ran.code, ran.result) == (1, {"error": "nothing to clean: ingest files first"})


def test_unreadable_lines_are_kept_aside_with_their_bytes_and_the_others_go_on(shell: Shell, tmp_path: Path) -> None:
    latin = "Où est ma carte?,card_arrival\n".encode("latin-1")
    (tmp_path / "bad.csv").write_bytes(GOOD + latin + b"one,two,three\n" + b'"never closed,x\n')
    found = shell.json("ingest ../bad.csv")
    assert (found["in"], found["kept"], found["quarantined"]) == (4, 1, 3)
    bad = [json.loads(line) for line in Path(found["quarantine_file"]).read_text().splitlines()]
    assert [(b["line"], b["reason"]) for b in bad] == [
        (3, "not_utf8"),
        (4, "wrong_field_count"),
        (5, "unterminated_quote"),
    ]
    assert base64.b64decode(bad[0]["raw_base64"]).rstrip(b"\n") == latin.rstrip(b"\n")
    assert list(bad[0])[:4] == ["file", "line", "byte_offset", "reason"] and "raw_base64" in bad[0]


def test_the_bad_lines_of_several_files_are_in_one_quarantine_file(shell: Shell, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(GOOD + b"one,two,three\n")
    found = shell.json("ingest ../a.csv ../b.csv ../good.csv")
    bad = [json.loads(line) for line in Path(found["quarantine_file"]).read_text().splitlines()]
    assert (found["quarantined"], [b["file"] for b in bad]) == (
        2,
        [str(tmp_path / name) for name in ("a.csv", "b.csv")],
    )


def test_columns_are_mapped_as_the_guide_says(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("message,intent\nWhere is my card?,card_arrival\n")
    shell.json("ingest ../own.csv --map text=message --map", 'instruction="Classify: {message}"')
    (record,) = Project.open(shell.folder).tables.read("records").to_pylist()
    assert (record["text"], record["instruction"]) == ("Where is my card?", "Classify: Where is my card?")
