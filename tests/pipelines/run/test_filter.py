"""Filter: a recipe's cleaning from files to files; the files' columns stay, every drop says why."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.run.clean import clean
from pipelines.run.filter import FilterReport, filter_files
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.recipe import load_recipe
from pipelines.store.selection import current_plan, standing_table

RECIPE = """
name: t
task: {labels: [injury, skin]}
input: {map: {text: title, response: chapter}}
clean:
  - normalise
  - length: {min_chars: 3}
  - label_in_set: {labels: task.labels}
  - dedupe: {unit: char}
"""
LINES = [
    {"title": "Closed fracture of the left femur", "chapter": "injury", "code": "S72"},
    {"title": "x", "chapter": "injury", "code": "S00"},
    {"title": "SjÃ¶gren syndrome", "chapter": "skin", "code": "M35"},
    {"title": "Acne of the face", "chapter": "nonsense", "code": "L70"},
    {"title": "closed fracture of the left femur.", "chapter": "injury", "code": "S72"},
    {"title": "no chapter"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Six rows, the last without a mapped column, and a broken line."""
    (tmp_path / "verilode.yaml").write_text(RECIPE)
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES) + "{broken\n")
    return tmp_path / "in.jsonl"


def run(file: Path, recipe: str = RECIPE, mapping: dict | None = None) -> FilterReport:
    (file.parent / "recipe.yaml").write_text(recipe)
    chosen = load_recipe(file.parent / "recipe.yaml")
    return filter_files([file], file.parent / "out", chosen, ColumnMapping.parse(mapping or chosen.input["map"]))


def read(file: Path, name: str) -> list[dict]:
    return pq.read_table(file.parent / "out" / f"{name}.parquet").to_pylist()


def test_every_row_is_kept_dropped_or_quarantined(file: Path) -> None:
    report = run(file)
    assert (report.in_, report.kept, report.dropped, report.quarantined) == (7, 2, 3, 2)
    assert [(s["step"], s["in"], s["kept"], s["dropped"]) for s in report.steps] == [
        ("normalise", 5, 5, 0),
        ("length", 5, 4, 1),
        ("label_in_set", 4, 3, 1),
        ("dedupe", 3, 2, 1),
    ]


def test_kept_rows_have_their_own_columns_and_an_id(file: Path) -> None:
    run(file)
    kept = read(file, "kept")
    assert [list(row) for row in kept] == [["title", "chapter", "code", "record_id"]] * 2
    assert [row["title"] for row in kept] == ["SjÃ¶gren syndrome", "closed fracture of the left femur."]


def test_dropped_rows_come_in_file_order_with_step_rule_and_reason(file: Path) -> None:
    run(file)
    dropped = read(file, "dropped")
    assert [(row["code"], row["step"], row["rule"]) for row in dropped] == [
        ("S72", "dedupe", "near_duplicate"),
        ("S00", "length", "characters"),
        ("L70", "label_in_set", "label_in_set"),
    ]
    assert all(row["reason"] for row in dropped)
    assert dropped[0]["duplicate_of"] == read(file, "kept")[1]["record_id"]


def test_repairs_are_written_beside_the_rows(file: Path) -> None:
    assert run(file).edited == 1
    (edit,) = read(file, "edits")
    assert (edit["record_id"], edit["text"]) == (read(file, "kept")[0]["record_id"], "Sjögren syndrome")


def test_quarantined_rows_say_why(file: Path) -> None:
    run(file)
    bad = [json.loads(line) for line in (file.parent / "out" / "quarantine.jsonl").read_text().splitlines()]
    assert [(row["line"], row["reason"]) for row in bad] == [(6, "missing_column"), (7, "bad_json")]


def test_it_does_what_ingest_and_clean_do_in_a_project(file: Path) -> None:
    project = Project.open(file.parent)
    ingest(project, [file], ColumnMapping.parse(project.recipe.input["map"]))
    clean(project)
    run(file)
    drops = project.tables.read("drops", current_plan(project.tables)).to_pylist()
    facts = ("record_id", "step", "rule", "reason", "duplicate_of", "jaccard")
    assert [row["record_id"] for row in read(file, "kept")] == standing_table(project.tables)["record_id"].to_pylist()
    by_id = {row["record_id"]: row for row in read(file, "dropped")}
    assert [{name: by_id[d["record_id"]][name] for name in facts} for d in drops] == [dict(d) for d in drops]


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ("name: bare\n", "the recipe 'bare' has no cleaning steps"),
        ("name: x\nclean: [lenght]\n", "no cleaning step called 'lenght'"),
        ("name: x\nclean: [dedupe: {unit: chars}]\n", "option 'unit' is 'chars', wanted 'word' or 'char'"),
    ],
)
def test_a_wrong_recipe_is_one_line_and_leaves_nothing(file: Path, recipe: str, reason: str) -> None:
    with pytest.raises(VerilodeError) as caught:
        run(file, recipe, {"text": "title"})
    assert reason in str(caught.value)
    assert not (file.parent / "out").exists()


def test_an_existing_folder_is_refused(file: Path) -> None:
    (file.parent / "out").mkdir()
    with pytest.raises(VerilodeError, match="out: already exists; choose another --out"):
        run(file)


def interrupted(file: Path, after: str) -> None:
    """The same run, stopped from outside when the step after `after` reports its beginning."""

    def stop(report: Progress) -> None:
        if report.label.startswith("filter: ") and finished(file) and finished(file)[-1] == after:
            raise KeyboardInterrupt

    with reporting_to(stop), pytest.raises(KeyboardInterrupt):
        run(file)


def finished(file: Path) -> list[str]:
    """The steps whose results wait beside the output folder."""
    return [m.parent.name.split("-")[1] for m in sorted(file.parent.glob(".out.partial/*/*/manifest.json"))]


def test_an_interrupted_run_goes_on_where_it_stopped(file: Path) -> None:
    interrupted(file, "length")
    assert finished(file) == ["ingest", "normalise", "signal", "length"]
    assert not (file.parent / "out").exists()
    report = run(file)
    assert [(s["step"], s["reused"]) for s in report.steps] == [
        ("normalise", True),
        ("length", True),
        ("label_in_set", False),
        ("dedupe", False),
    ]
    assert (report.in_, report.kept, report.dropped, report.quarantined) == (7, 2, 3, 2)
    assert list(file.parent.glob(".out.partial")) == []


def test_other_files_do_not_go_on_with_what_was_found_in_these(file: Path) -> None:
    interrupted(file, "length")
    file.write_text(json.dumps(LINES[0]) + "\n")
    report = run(file)
    assert (report.in_, report.kept, [s["reused"] for s in report.steps]) == (1, 1, [False] * 4)
    assert list(file.parent.glob(".out.partial")) == []


def test_a_file_that_cannot_be_read_leaves_nothing(file: Path) -> None:
    file.write_text("{broken\n")
    with pytest.raises(VerilodeError, match="no readable rows"):
        run(file)
    assert list(file.parent.glob(".out*")) == []


def test_a_mistyped_file_does_not_lose_what_an_interrupted_run_found(file: Path) -> None:
    interrupted(file, "length")
    chosen = load_recipe(file.parent / "recipe.yaml")
    with pytest.raises(VerilodeError, match="other.jsonl"):
        filter_files([file.parent / "other.jsonl"], file.parent / "out", chosen, ColumnMapping.parse())
    assert [s["reused"] for s in run(file).steps] == [True, True, False, False]


def test_a_filter_over_signals_judges_files_too(file: Path) -> None:
    answers = ("Thirty days.", "I'm sorry, but I cannot help with that.", "A  year.")
    file.write_text("".join(json.dumps({"q": "How long does it last?", "a": answer}) + "\n" for answer in answers))
    recipe = "name: t\nclean:\n  - normalise\n  - instruction\n  - placeholder\n"
    report = run(file, recipe, {"instruction": "q", "response": "a"})
    assert [(s["step"], s["in"], s["dropped"]) for s in report.steps] == [
        ("normalise", 3, 0),
        ("instruction", 3, 1),
        ("placeholder", 2, 0),
    ]
    assert [(row["a"], row["step"], row["rule"]) for row in read(file, "dropped")] == [
        (answers[1], "instruction", "refusal")
    ]
    assert [row["a"] for row in read(file, "kept")] == [answers[0], answers[2]]
