"""Small real projects for tests: a folder with a recipe, records ingested through the front door."""

import csv
from pathlib import Path

from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project

WORDS = {
    "injury": ("fracture", "sprain", "burn", "wound", "dislocation", "laceration"),
    "eye": ("cataract", "glaucoma", "retina", "cornea", "eyelid", "iris"),
    "skin": ("acne", "eczema", "psoriasis", "rash", "dermatitis", "urticaria"),
}
PLACES = ("left arm", "right arm", "left hand", "right hand", "left leg", "right leg", "left foot", "right foot")
RECIPE = """
name: diagnoses
title: Diagnoses to chapters
task: {labels: [injury, eye, skin], guideline: Choose the chapter.}
clean: [normalise]
verify: {pilot: 30, simulated: {truth: truth, error_rate: 0.0}}
split: {unit: char}
"""


def diagnoses(n: int) -> list[dict[str, str]]:
    """`n` different records; every tenth label in the file is wrong and `truth` tells."""
    rows = []
    for i in range(n):
        label = sorted(WORDS)[i % 3]
        word, place = WORDS[label][(i // 3) % 6], PLACES[(i // 18) % 8]
        text = f"{word} of the {place}, case {i} seen on day {i * 37 % 365}"
        given = sorted(WORDS)[(i + 1) % 3] if i % 10 == 7 else label
        rows.append({"text": text, "response": given, "truth": label, "group": f"g{i // 4}"})
    return rows


def make_project(folder: Path, rows: list[dict[str, str]], recipe: str = RECIPE) -> Project:
    """A project in `folder` with these rows ingested from a CSV file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verilode.yaml").write_text(recipe)
    with (folder / "rows.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    project = Project.open(folder)
    mapping = {"text": "text", "response": "response", "group": "group", "meta.truth": "truth"}
    ingest(project, [folder / "rows.csv"], ColumnMapping.parse(mapping))
    return project
