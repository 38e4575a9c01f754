"""Thresholds: which option moves which rule, how a signal lies, and the line for the recipe."""

from pathlib import Path

import pytest
import yaml

from app.views.thresholds import filters_over_signals, ready, recipe_line, tried, turnables
from pipelines.run.clean import clean
from pipelines.store.project import Project
from tests.fakes.sifted import sifted


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return sifted(tmp_path_factory.mktemp("sifted") / "project")


def with_clean(project: Project, tmp_path: Path, steps: str) -> Project:
    """Another project with the same records, cleaned by other steps."""
    import shutil

    folder = shutil.copytree(project.root, tmp_path / "other")
    (folder / "verilode.yaml").write_text(f"name: other\ntask: {{labels: [number]}}\nclean: {steps}\n")
    return Project.open(folder)


def test_only_filters_over_signals_are_offered(project: Project) -> None:
    assert filters_over_signals(project) == ["length", "symbols"]


def test_every_option_is_found_at_its_rule(project: Project) -> None:
    found = {one.rule.name: [(k.option, k.side, k.value) for k in one.knobs] for one in turnables(project, "length")}
    assert found == {
        "characters": [("min_chars", "low", 1), ("max_chars", "high", None)],
        "words": [("min_words", "low", 5), ("max_words", "high", None)],
    }


def test_a_higher_minimum_drops_more(project: Project) -> None:
    assert tried(project, "length", ()).rules == {"characters": 0, "words": 4}
    assert tried(project, "length", (("min_words", 8),)).rules == {"characters": 0, "words": 7}


def test_percentiles_and_rules_without_numbers(project: Project, tmp_path: Path) -> None:
    other = with_clean(project, tmp_path, "[length_window: {of: instruction, fewest: 1}, preference]")
    clean(other)
    (window,) = turnables(other, "length_window")
    assert [(k.option, k.side, k.value, k.share) for k in window.knobs] == [
        ("low", "low", 0.0, True),
        ("high", "high", 0.995, True),
    ]
    preference = {one.rule.name: len(one.knobs) for one in turnables(other, "preference")}
    assert (preference["empty"], preference["similar"]) == (0, 1)


def test_a_filter_that_was_never_run_is_not_ready(project: Project, tmp_path: Path) -> None:
    other = with_clean(project, tmp_path, "[length, repetition]")
    assert (ready(other, "length"), ready(other, "repetition")) == (True, False)


def test_the_line_reads_back_as_the_step() -> None:
    line = recipe_line("length", {"min_words": 8, "max_chars": None, "note": "ja: 'ü'"})
    assert "\n" not in line
    assert yaml.safe_load(line) == [{"length": {"min_words": 8, "max_chars": None, "note": "ja: 'ü'"}}]
    assert recipe_line("placeholder", {}) == "- placeholder"
