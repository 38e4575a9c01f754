"""`verilode golden` and its verbs."""

from pathlib import Path

import pytest

from pipelines.store.labels import golden
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.review import review_project, say, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return review_project(tmp_path, 6)


@pytest.fixture
def shell(project: Project) -> Shell:
    return Shell(project.root)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("golden.csv", "record_id,value,note\n{0},eye,sure\n{1},skin,\n"),
        (
            "golden.jsonl",
            '{"record_id": "{0}", "value": "eye", "note": "sure"}\n{"record_id": "{1}", "value": "skin"}\n',
        ),
    ],
)
def test_a_file_of_answers_is_added_and_listed(project: Project, shell: Shell, name: str, text: str) -> None:
    first, second, *_ = truths(project)
    (project.root / name).write_text(text.replace("{0}", first).replace("{1}", second))
    assert shell.json(f"golden add {name} --by chief") == {"stored": 2, "unchanged": 0, "total": 2}
    listed = shell.json("golden")["answers"]
    told = [(row["record_id"], row["value"], row["note"], row["by"]) for row in listed]
    assert told == [(first, "eye", "sure", "chief"), (second, "skin", None, "chief")]
    assert shell("golden list").out.startswith(f"{first}  eye  by chief at ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("record_id,value\n{0},\n", "golden.csv:2: a golden answer needs record_id and value"),
        ("record_id,value\n{0},nose\n", "'nose' is not one of the 3 labels"),
        ("record_id,value\n{0},eye,more\n", "golden.csv:2: wrong_field_count"),
    ],
)
def test_a_bad_file_is_one_line_and_stores_nothing(project: Project, shell: Shell, text: str, reason: str) -> None:
    (project.root / "golden.csv").write_text(text.replace("{0}", next(iter(truths(project)))))
    ran = shell("golden add golden.csv")
    assert (ran.code, reason in ran.err, len(ran.err.splitlines())) == (1, True, 1)
    assert golden(project) == {}


def test_from_meta_from_answers_and_out_again(project: Project, shell: Shell) -> None:
    first, second, *_ = truths(project)
    say(project, "chief", first, "eye")
    assert shell.json("golden from-answers --actor chief")["total"] == 1
    assert shell.json("golden from-meta truth --share 1.0")["total"] == 6
    assert shell(f"golden remove {first} {second}").out == "2 taken out; 4 golden answers are left\n"


def test_an_empty_set_says_how_to_begin(shell: Shell) -> None:
    assert shell("golden").out == "no golden answers yet: verilode golden add FILE\n"
