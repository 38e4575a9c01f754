"""Cleaning: every drop has step, rule and reason; nothing vanishes; finished steps are not run again."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, standing_table
from pipelines.store.tables import Counts

ROWS = """text,response
Closed fracture of the shaft of the left femur,injury
closed fracture of the shaft of the left femur.,injury
SjÃ¶gren syndrome with lung involvement,musculoskeletal
x,skin
Acne vulgaris of the face,nonsense
"""
RECIPE = """
name: test
task: {labels: [injury, musculoskeletal, skin]}
clean:
  - normalise
  - length: {min_chars: 3}
  - label_in_set: {labels: task.labels}
  - dedupe: {threshold: 0.8, ngram: 5, unit: char}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "verilode.yaml").write_text(RECIPE)
    (tmp_path / "rows.csv").write_text(ROWS)
    project = Project.open(tmp_path)
    ingest(project, [tmp_path / "rows.csv"], ColumnMapping.parse())
    return project


def recipe(project: Project, text: str) -> Project:
    (project.root / "verilode.yaml").write_text(text)
    return Project.open(project.root)


def test_each_step_conserves_the_records(project: Project) -> None:
    reports = clean(project)
    assert [(r.step, r.counts) for r in reports] == [
        ("normalise", Counts(5, 5, 0, 0)),
        ("length", Counts(5, 4, 1, 0)),
        ("label_in_set", Counts(4, 3, 1, 0)),
        ("dedupe", Counts(3, 2, 1, 0)),
    ]


def test_what_stands_is_the_repaired_text(project: Project) -> None:
    clean(project)
    assert standing_table(project.tables)["text"].to_pylist()[-1] == "Sjögren syndrome with lung involvement"


def test_a_dropped_copy_names_the_kept_record_and_the_similarity(project: Project) -> None:
    clean(project)
    drop = project.tables.read("drops", current_plan(project.tables)).to_pylist()[-1]
    kept = standing_table(project.tables)["record_id"].to_pylist()
    assert (drop["step"], drop["rule"]) == ("dedupe", "near_duplicate")
    assert drop["duplicate_of"] in kept
    assert 0.8 <= drop["jaccard"] <= 1


def test_a_second_cleaning_runs_nothing_again(project: Project) -> None:
    clean(project)
    commits = len(project.tables.commits())
    assert all(report.reused for report in clean(project))
    assert len(project.tables.commits()) == commits


def test_a_changed_option_runs_that_step_and_the_ones_after_it(project: Project) -> None:
    clean(project)
    changed = recipe(project, RECIPE.replace("min_chars: 3", "min_chars: 1"))
    assert [report.reused for report in clean(changed)] == [True, False, False, False]


def test_going_back_to_an_earlier_recipe_brings_its_result_back(project: Project) -> None:
    clean(project)
    before = standing_table(project.tables)["record_id"].to_pylist()
    clean(recipe(project, "name: test\n"))
    assert standing_table(project.tables).num_rows == 5
    clean(recipe(project, RECIPE))
    assert standing_table(project.tables)["record_id"].to_pylist() == before


def test_a_step_removed_from_the_recipe_no_longer_drops_anything(project: Project) -> None:
    clean(project)
    clean(recipe(project, "name: test\nclean: [normalise]\n"))
    assert standing_table(project.tables).num_rows == 5


@pytest.mark.parametrize(
    "clean_section, reason",
    [
        ("[lenght]", "no cleaning step called 'lenght'"),
        ("[{length: {min_word: 2}}]", "filter 'length' has no option 'min_word'"),
        ("[{length: {min_words: two}}]", "option 'min_words' is 'two', wanted int"),
    ],
)
def test_a_wrong_recipe_is_refused_before_anything_runs(project: Project, clean_section: str, reason: str) -> None:
    commits = len(project.tables.commits())
    with pytest.raises(VerilodeError, match=reason):
        clean(recipe(project, f"name: test\nclean: {clean_section}\n"))
    assert len(project.tables.commits()) == commits
