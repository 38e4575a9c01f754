"""Words in a recipe's options, and when a result has to be made again because what they stand for has changed."""

from pathlib import Path

import pytest

from annotation.review.decisions import Decision, decide
from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.run.filter import filter_files
from pipelines.run.freeze import freeze
from pipelines.run.given import Given
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.recipe import load_recipe
from pipelines.store.selection import standing_table

NOTICE = "either party may end this agreement by thirty days written notice to the other party"
RECIPE = """
name: test
task: {labels: [notice, fee]}
clean:
  - known: {snapshots: project.snapshots}
  - dedupe: {keep: verified, verified: project.verified}
"""


def project_of(folder: Path, *texts: str) -> Project:
    (folder / "verilode.yaml").write_text(RECIPE)
    return more(Project.open(folder), "first.csv", *texts)


def more(project: Project, name: str, *texts: str) -> Project:
    (project.root / name).write_text("text,response\n" + "".join(f"{text},notice\n" for text in texts))
    ingest(project, [project.root / name], ColumnMapping.parse())
    clean(project)
    return project


def standing(project: Project) -> list[str]:
    return standing_table(project.tables)["text"].to_pylist()


def test_a_new_record_that_a_snapshot_holds_goes_and_names_it(tmp_path: Path) -> None:
    project = project_of(tmp_path, NOTICE, "the fee is due on the first day of each month")
    records = standing_table(project.tables).to_pylist()
    decide(
        project, "ann", [Decision(f"d{i}", row["record_id"], "submitted", "notice") for i, row in enumerate(records)]
    )
    freeze(project)
    more(project, "second.csv", NOTICE.upper(), "a third party may not rely on any of these clauses")
    assert standing(project) == [NOTICE, records[1]["text"], "a third party may not rely on any of these clauses"]
    (drop,) = project.tables.read("drops", project.tables.commits("known")).to_pylist()
    assert (drop["rule"], drop["duplicate_of"], drop["jaccard"]) == ("known", records[0]["record_id"], 1.0)


def test_the_record_a_person_checked_stays(tmp_path: Path) -> None:
    project = project_of(tmp_path, NOTICE, NOTICE.upper())
    assert standing(project) == [NOTICE]
    gone = project.tables.read("drops", project.tables.commits("dedupe"))["record_id"][0].as_py()
    decide(project, "ann", [Decision("d1", gone, "submitted", "notice")])
    reports = clean(project)
    assert [report.reused for report in reports] == [True, False]
    assert standing(project) == [NOTICE.upper()]


def test_a_changed_label_set_is_another_step(tmp_path: Path) -> None:
    given = Given({"task.labels": lambda: ["a", "b"]})
    assert given.filled("label_in_set", {"labels": "task.labels"}) == ({"labels": ["a", "b"]}, {"labels": ["a", "b"]})


def test_files_count_by_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "bench.txt").write_text("one")
    given = Given({}, folder=tmp_path)
    values, stamped = given.filled("decontaminate", {"against": ["bench.txt::text", "none.txt"]})
    assert values == {"against": [f"{tmp_path}/bench.txt::text", f"{tmp_path}/none.txt"]}
    (tmp_path / "bench.txt").rename(tmp_path / "moved.txt")
    assert given.filled("decontaminate", {"against": ["moved.txt::text"]})[1]["against"] == stamped["against"][:1]
    (tmp_path / "moved.txt").write_text("two")
    assert given.filled("decontaminate", {"against": ["moved.txt::text"]})[1]["against"] != stamped["against"][:1]


def test_without_a_project_its_words_mean_nothing(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(RECIPE)
    (tmp_path / "in.csv").write_text("text\na\n")
    recipe = load_recipe(tmp_path / "recipe.yaml")
    with pytest.raises(VerilodeError, match="step 'known': project.snapshots means nothing here; known: task.labels"):
        filter_files([tmp_path / "in.csv"], tmp_path / "out", recipe, ColumnMapping.parse())
