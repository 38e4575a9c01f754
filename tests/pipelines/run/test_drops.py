"""Drops: each step's kept and dropped by part of the data, and a sample one can reproduce."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.clean import clean
from pipelines.run.drops import StratumDrops, drop_report, drop_sample
from pipelines.store.project import Project
from tests.fakes.projects import make_project

RECIPE = (
    "name: t\ntask: {labels: [x, y]}\nclean: [normalise, length: {min_chars: 3}, placeholder, dedupe: {unit: char}]\n"
)
ROWS = [
    ("Closed fracture of the left femur", "x", "g1"),
    ("closed fracture of the left femur.", "x", "g1"),
    ("x", "x", "g1"),
    ("todo", "y", "g2"),
    ("AcnÃ© of the face", "y", "g2"),
    ("y", "y", "g2"),
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    rows = [{"text": text, "response": label, "group": group, "truth": label} for text, label, group in ROWS]
    project = make_project(tmp_path, rows, RECIPE)
    clean(project)
    return project


def test_every_step_counts_what_it_saw_kept_and_dropped(project: Project) -> None:
    found = drop_report(project)
    assert [(s.step, s.in_, s.kept, dict(s.rules)) for s in found] == [
        ("normalise", 6, 6, {}),
        ("length", 6, 4, {"characters": 2}),
        ("placeholder", 4, 3, {"placeholder": 1}),
        ("dedupe", 3, 2, {"near_duplicate": 1}),
    ]
    assert all(sum(part.in_ for part in step.strata) == step.in_ for step in found)


def test_parts_are_those_that_the_step_saw(project: Project) -> None:
    (length,) = drop_report(project, by="group", step="length")
    assert length.strata == [
        StratumDrops("g1", 3, 2, 1, {"characters": 1}),
        StratumDrops("g2", 3, 2, 1, {"characters": 1}),
    ]
    (dedupe,) = drop_report(project, by="label", step="dedupe")
    assert dedupe.strata == [StratumDrops("x", 2, 1, 1, {"near_duplicate": 1}), StratumDrops("y", 1, 1, 0, {})]


def test_a_sampled_copy_comes_with_the_text_that_stayed(project: Project) -> None:
    (copy,) = drop_sample(project, "dedupe")
    assert (copy.rule, copy.text, copy.line) == ("near_duplicate", "Closed fracture of the left femur", 2)
    assert (copy.file, copy.kept_text) == ("rows.csv", "closed fracture of the left femur.")


def test_the_same_seed_draws_the_same_records(project: Project) -> None:
    draws = [[record.text for record in drop_sample(project, n=2, seed=seed)] for seed in (0, 0, *range(1, 9))]
    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1
    assert {text for draw in draws for text in draw} <= {"x", "y", "todo", "Closed fracture of the left femur"}


def test_a_sample_of_one_rule_and_no_more_than_there_are(project: Project) -> None:
    assert [(r.step, r.rule, r.text) for r in drop_sample(project, rule="placeholder", n=10)] == [
        ("placeholder", "placeholder", "todo")
    ]


def test_a_text_is_shown_as_its_step_saw_it(tmp_path: Path) -> None:
    rows = [{"text": "AcnÃ© of the face", "response": "x", "group": "g", "truth": "x"}]
    project = make_project(tmp_path, rows, "name: t\nclean: [normalise, length: {min_words: 9}]\n")
    clean(project)
    assert drop_sample(project)[0].text == "Acné of the face"


def test_beyond_the_twenty_largest_parts_are_one(tmp_path: Path) -> None:
    rows = [{"text": f"text {n}", "response": "r", "group": f"g{n:02d}", "truth": "r"} for n in range(30) for _ in "ab"]
    project = make_project(tmp_path, rows, "name: t\nclean: [normalise]\n")
    clean(project)
    (step,) = drop_report(project, by="group")
    assert [part.name for part in step.strata] == [*(f"g{n:02d}" for n in range(20)), "other"]
    assert [part.in_ for part in step.strata] == [2] * 20 + [20]


def test_lengths_are_in_their_own_order(project: Project) -> None:
    rows = drop_report(project, by="length", step="length")[0].strata
    assert [(part.name, part.in_, part.dropped) for part in rows] == [("under 100 characters", 6, 2)]


def test_before_any_cleaning_and_for_unknown_names_there_is_one_line(tmp_path: Path, project: Project) -> None:
    fresh = make_project(tmp_path / "fresh", [{"text": "a", "response": "r", "group": "g", "truth": "r"}])
    with pytest.raises(VerilodeError, match="nothing was cleaned yet"):
        drop_report(fresh)
    with pytest.raises(VerilodeError, match="no cleaning step 'lenght'; the plan has: normalise, length"):
        drop_report(project, step="lenght")
    with pytest.raises(VerilodeError, match="no rule 'x' dropped anything; those that did: characters, near_duplicate"):
        drop_sample(project, rule="x")
