"""Near-duplicates: the rule in words, the largest clusters, how far a chain reaches, the words that differ."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pipelines.neardup.presets import PRESETS
from pipelines.run.clean import clean
from pipelines.store.project import Project
from tests.fakes.pages import show, words
from tests.fakes.projects import RECIPE, diagnoses, make_project


def opened(project: Path) -> AppTest:
    return show(project, "data", tab="Near-duplicates")


def test_the_recipes_rule_is_told_in_words(hostile: Path) -> None:
    said = words(opened(hostile))
    assert "Two records are copies when they share at least 60 % of their runs of 2 words (Jaccard 0.6)." in said
    assert "The longest record of a cluster stays." in said


def test_every_preset_is_explained(hostile: Path) -> None:
    table = opened(hostile).table[0].value
    assert table.index.tolist() == list(PRESETS)
    assert table.loc["contained", "misses"] == PRESETS["contained"].misses


def test_the_largest_clusters_are_listed(hostile: Path) -> None:
    at = opened(hostile)
    assert at.dataframe[0].value["records"].tolist() == [8, 2, 2, 2, 2, 2, 2]
    assert at.dataframe[0].value["hint"].tolist() == ["some are copies of copies only"] + [""] * 6
    assert "7 clusters; 13 copies were dropped in all." in words(at)


def test_a_long_chain_is_a_warning(hostile: Path) -> None:
    at = opened(hostile)
    assert len(at.warning) == 1
    assert "The ends of this chain are 3 links apart." in words(at)
    at.selectbox(key="cluster").set_value(1).run()
    assert not at.warning
    assert "Every one of these is a copy of every other." in words(at)


def test_the_words_that_differ_are_marked_in_both(hostile: Path) -> None:
    at = opened(hostile)
    at.selectbox(key="cluster").set_value(1).run()
    found = [re.findall(r"<mark [^>]*>(.*?)</mark>", one.proto.body) for one in at.get("html")]
    assert sorted(found) == [["first"], ["second"]]
    assert "dropped · Jaccard 0." in words(at)
    assert "kept instead · rows.jsonl, line " in words(at)


def test_no_copies_and_no_dedupe_step(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(12), RECIPE)
    clean(project)
    said = words(opened(project.root))
    assert "The recipe has no dedupe step" in said
    assert "No near-duplicates." in said


def test_a_preset_in_the_recipe_is_named(tmp_path: Path) -> None:
    recipe = RECIPE.replace("[normalise]", "[normalise, dedupe: {preset: same-text, keep: newest}]")
    make_project(tmp_path, diagnoses(12), recipe)
    clean(Project.open(tmp_path))
    said = words(opened(tmp_path))
    assert f"Preset same-text, for {PRESETS['same-text'].catches}." in said
    assert "The newest record of a cluster stays." in said
