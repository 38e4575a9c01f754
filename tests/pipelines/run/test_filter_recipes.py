"""The recipes for written answers and for pairs, on real data from file to file."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.run.filter import filter_files
from pipelines.sources import ColumnMapping
from pipelines.store.recipe import find_recipe, load_recipe


def cleaned(name: str, files: list[Path], out: Path) -> tuple[dict[str, int], list[dict[str, object]]]:
    """How many rows each step dropped, and the dropped rows."""
    recipe = load_recipe(find_recipe(name))
    report = filter_files(files, out, recipe, ColumnMapping.parse(recipe.input["map"]))
    assert report.in_ == report.kept + report.dropped + report.quarantined
    return {step["step"]: step["dropped"] for step in report.steps}, pq.read_table(out / "dropped.parquet").to_pylist()


def test_hardly_a_real_clinical_note_is_dropped(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "medical-mts-dialog").glob("*.csv"))
    dropped, _ = cleaned("dialogue-notes", files, tmp_path / "out")
    assert dropped == {"normalise": 0, "garbled": 0, "length": 0, "instruction": 0, "dedupe": 3}


def test_bad_notes_are_dropped_with_their_reasons(tmp_path: Path) -> None:
    said = "Doctor: What brings you here?\nPatient: A cough, for three weeks now.\nDoctor: Any fever?\nPatient: No."
    notes = ["Cough for three weeks.", "I'm sorry, but I can't assist with that.", "[insert history here]", " "]
    file = tmp_path / "notes.jsonl"
    rows = [
        {"section_header": "GENHX", "section_text": note, "dialogue": f"{said} {n}"} for n, note in enumerate(notes)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, dropped = cleaned("dialogue-notes", [file], tmp_path / "out")
    assert [row["reason"] for row in dropped] == [
        "a refusal: I'm sorry, but I can't assist with that",
        "never filled in: [insert history here]",
        "not there: the response",
    ]


def test_pairs_of_real_answers_are_kept(shared_data: Path, tmp_path: Path) -> None:
    solved = shared_data / "preference-gsm8k-solutions" / "example_model_solutions.jsonl"
    file = tmp_path / "pairs.jsonl"
    with solved.open() as lines, file.open("w") as pairs:
        for line in list(lines)[:300]:
            row = json.loads(line)
            small, large = row["6b_finetuning"], row["175b_verification"]
            if large["is_correct"] and not small["is_correct"]:
                pair = {"prompt": row["question"], "chosen": large["solution"], "rejected": small["solution"]}
                pairs.write(json.dumps(pair) + "\n")
    dropped, _ = cleaned("preferences", [file], tmp_path / "out")
    assert dropped == {"normalise": 0, "garbled": 0, "preference": 0}


def test_bad_pairs_are_dropped_with_their_reasons(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    rows = ["prompt,chosen,rejected", "q,tea,coffee", "q,Tea,tea", "q2,tea,", "q,coffee,tea", "q,milk,mud"]
    file.write_text("\n".join(rows) + "\n")
    _, dropped = cleaned("preferences", [file], tmp_path / "out")
    assert [(row["rule"], row["chosen"]) for row in dropped] == [
        ("contradiction", "tea"),
        ("same", "Tea"),
        ("missing", "tea"),
        ("contradiction", "coffee"),
    ]


@pytest.mark.parametrize(("name", "kind"), [("dialogue-notes", "generate"), ("preferences", "rank")])
def test_the_recipe_is_for_written_answers(name: str, kind: str) -> None:
    recipe = load_recipe(find_recipe(name))
    assert (recipe.task.kind, recipe.task.labels) == (kind, ())
