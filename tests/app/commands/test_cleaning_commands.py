"""`verilode drops`, `thresholds` and `filter`: what a person reads and what a script gets."""

from pathlib import Path

import pytest

from tests.fakes.command_line import Shell

RECIPE = "name: t\nclean: [length: {min_words: 2}, instruction, dedupe: {unit: char}]\n"
ROWS = [
    "How long does it last?,Thirty days from the day of signing.",
    "How long does it last?,Thirty days from the day of signing",
    'How long does it last?,"I\'m sorry, but I cannot help with that."',
    "x,",
]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A project with four rows, cleaned."""
    (tmp_path / "verilode.yaml").write_text(RECIPE)
    (tmp_path / "rows.csv").write_text("\n".join(["instruction,response", *ROWS]))
    shell = Shell(tmp_path)
    shell.json("ingest rows.csv")
    shell.json("clean")
    return shell


def test_drops_show_steps_rules_parts_and_a_sample(shell: Shell) -> None:
    shown = shell("drops --sample 9 --by source").out.splitlines()
    assert [line.split() for line in shown if line.startswith("instruction ")] == [
        ["instruction", "in", "3", "kept", "2", "dropped", "1"]
    ]
    assert ["refusal", "1"] in [line.split() for line in shown]
    assert ["source", "rows.csv", "1", "of", "3", "(33.3%)"] in [line.split() for line in shown]
    assert "  kept: How long does it last? Thirty days from the day of signing." in shown


def test_drops_as_json_name_the_place_and_the_reason(shell: Shell) -> None:
    found = shell.json("drops --step instruction --sample 1")
    assert [(step["step"], step["in"], step["kept"]) for step in found["steps"]] == [("instruction", 3, 2)]
    (record,) = found["sample"]
    assert (record["file"], record["line"], record["rule"]) == ("rows.csv", 4, "refusal")
    assert record["reason"].startswith("a refusal: ")


def test_thresholds_stand_beside_the_recipe_and_change_nothing(shell: Shell) -> None:
    before = sorted(shell.folder.glob("facts/*"))
    found = shell.json("thresholds instruction --set refusal=false")
    assert (found["present"]["in"], found["present"]["dropped"], found["tried"]["dropped"]) == (3, 1, 0)
    assert found["tried"]["options"] == {"refusal": False}
    shown = [line.split() for line in shell("thresholds instruction --set refusal=false --by source").out.splitlines()]
    assert ["kept", "2", "3", "+1"] in shown
    assert ["refusal", "1", "0", "-1"] in shown
    assert ["dropped", "of", "rows.csv", "1", "0", "-1"] in shown
    assert sorted(shell.folder.glob("facts/*")) == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("drops --by colour", "--by is 'colour', wanted source, label, group, length"),
        ("drops --sample -1", "--sample counts records; it cannot be negative"),
        ("drops --step x", "no cleaning step 'x'; the plan has: length, instruction, dedupe"),
        ("thresholds instruction --by colour", "--by is 'colour'"),
        ("thresholds instruction --set refusal", "--set 'refusal': wanted OPTION=VALUE"),
        ("thresholds instruction --set refusal=[", "--set 'refusal=[': the value is not YAML"),
        ("thresholds dedupe --set ngram=3", "'dedupe' reads the texts"),
    ],
)
def test_a_wrong_word_is_one_line(shell: Shell, line: str, reason: str) -> None:
    ran = shell(line)
    assert (ran.code, ran.out) == (1, "")
    assert reason in ran.err
    assert "Traceback" not in ran.err


def test_filter_writes_a_folder_and_counts_every_step(shell: Shell) -> None:
    found = shell.json("filter rows.csv --out out --recipe verilode.yaml")
    assert (found["in"], found["kept"], found["dropped"], found["quarantined"]) == (4, 1, 3, 0)
    assert [(step["step"], step["dropped"], step["reused"]) for step in found["steps"]] == [
        ("length", 1, False),
        ("instruction", 1, False),
        ("dedupe", 1, False),
    ]
    assert sorted(file.name for file in (shell.folder / "out").iterdir()) == [
        "dropped.parquet",
        "edits.parquet",
        "kept.parquet",
        "quarantine.jsonl",
    ]
