"""What stands: everything ingested, less what the plan in force dropped, as its mappers left it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, everything, ingests, records_named, standing_table, stays
from pipelines.store.tables import TableLane
from tests.fakes.projects import make_project

RECIPE = "name: t\nclean: [normalise, length: {min_chars: 3}]\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    texts = ("SjÃ¶gren syndrome", "x", "acne")
    rows = [{"text": text, "response": "r", "group": "g", "truth": "r"} for text in texts]
    return make_project(tmp_path, rows, RECIPE)


def texts(project: Project) -> list[str]:
    return standing_table(project.tables)["text"].to_pylist()


def test_before_the_first_cleaning_everything_stands_as_it_came(project: Project) -> None:
    assert current_plan(project.tables) == []
    assert texts(project) == ["SjÃ¶gren syndrome", "x", "acne"]


def test_after_it_what_was_dropped_is_gone_and_what_was_repaired_is_shown(project: Project) -> None:
    clean(project)
    assert [commit.step for commit in current_plan(project.tables)] == ["normalise", "length"]
    assert texts(project) == ["Sjögren syndrome", "acne"]


def test_steps_can_be_left_out_to_see_what_stood_before_them(project: Project) -> None:
    clean(project)
    first = current_plan(project.tables)[:1]
    assert standing_table(project.tables, first)["text"].to_pylist() == ["Sjögren syndrome", "x", "acne"]
    assert standing_table(project.tables, []).num_rows == 3


def test_an_edit_leaves_id_place_and_meta_alone(project: Project) -> None:
    before = standing_table(project.tables).slice(0, 1).to_pylist()[0]
    clean(project)
    after = standing_table(project.tables).slice(0, 1).to_pylist()[0]
    assert {name for name in before if before[name] != after[name]} == {"text"}


def test_a_commit_that_somebody_removed_is_named(project: Project) -> None:
    clean(project)
    gone = current_plan(project.tables)[1]
    shutil.rmtree(gone.folder)
    with pytest.raises(VerilodeError, match=f"the cleaning's result {gone.id} is gone; run verilode clean"):
        texts(project)
    clean(project)
    assert texts(project) == ["Sjögren syndrome", "acne"]


def test_ingests_are_the_commits_that_brought_records(project: Project) -> None:
    clean(project)
    assert [commit.kinds for commit in ingests(project.tables)] == [{"records": 3}]


def test_everything_is_all_records_as_the_mappers_left_them(project: Project) -> None:
    clean(project)
    steps = current_plan(project.tables)
    found = [text for batch in everything(project.tables, steps) for text in batch["text"].to_pylist()]
    assert found == ["Sjögren syndrome", "x", "acne"]
    assert stays(project.tables, steps).tolist() == [True, False, True]


def test_records_are_found_by_name_as_some_steps_left_them(project: Project) -> None:
    clean(project)
    lane = project.tables
    names = [name for batch in everything(lane, []) for name in batch["record_id"].to_pylist()]
    found = records_named(lane, names[:2], current_plan(lane))
    assert [(name, found[name].text) for name in found] == [(names[0], "Sjögren syndrome"), (names[1], "x")]
    assert records_named(lane, names[:1])[names[0]].text == "SjÃ¶gren syndrome"
    assert records_named(lane, ["nobody"]) == {}


RECORDS = [f"r{n}" for n in range(12)]
CHANGES = st.lists(
    st.tuples(st.lists(st.sampled_from(RECORDS), unique=True), st.lists(st.sampled_from(RECORDS), unique=True)),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(changes=CHANGES, cut=st.integers(1, 12))
def test_drops_and_edits_in_any_order_leave_what_applying_them_one_by_one_leaves(
    changes: list[tuple[list[str], list[str]]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lane = TableLane(tmp_path_factory.mktemp("facts"))
    for part in (RECORDS[:cut], RECORDS[cut:]):
        with lane.begin("ingest", options={"part": part}) as writer:
            writer.write("records", [{"record_id": name, "text": name} for name in part])
    expected: dict[str, str | None] = {name: name for name in RECORDS}
    for number, (edits, drops) in enumerate(changes):
        with lane.begin("step", options={"number": number}) as writer:
            writer.write("edits", [{"record_id": name, "text": f"{name} by {number}"} for name in edits])
            writer.write("drops", [{"record_id": name} for name in drops])
        expected.update({name: f"{name} by {number}" for name in edits if name in expected})
    gone = {name for _, drops in changes for name in drops}
    left = {row["record_id"]: row["text"] for row in standing_table(lane, lane.commits("step")).to_pylist()}
    assert list(left.items()) == [(name, text) for name, text in expected.items() if name not in gone]
