"""CONTRIBUTING is tried out: its filter is one file, found by name, and its test passes."""

import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import pipelines.filters
from pipelines.filters import FILTERS
from pipelines.run.clean import clean
from pipelines.store.project import Project
from pipelines.store.selection import standing_table
from tests.fakes.projects import RECIPE, make_project


@pytest.fixture
def blocks(repo_root: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (repo_root / "CONTRIBUTING.md").read_text(), re.DOTALL)


@pytest.fixture
def added(tmp_path: Path, blocks: list[str]) -> Iterator[None]:
    """The documented filter as one more file of the filters' folder."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "shouting.py").write_text(blocks[0])
    pipelines.filters.__path__.append(str(folder))
    yield
    pipelines.filters.__path__.remove(str(folder))


def test_one_file_makes_it_known_with_its_option_and_help(added: None) -> None:
    (option,) = FILTERS.options("shouting")
    assert "shouting" in FILTERS.names()
    assert (option.name, option.type, option.default) == ("max_share", float, 0.7)
    assert option.help == "Largest share of upper-case letters."


def test_a_recipe_can_name_it(added: None, tmp_path: Path) -> None:
    rows = [{"text": text, "response": "eye", "truth": "eye", "group": "g"} for text in ("HELP ME NOW", "An MRI scan")]
    recipe = RECIPE.replace("[normalise]", "[shouting: {max_share: 0.5}]")
    project: Project = make_project(tmp_path / "p", rows, recipe)
    clean(project)
    assert standing_table(project.tables)["text"].to_pylist() == ["An MRI scan"]


def test_the_documented_test_passes(added: None, blocks: list[str], tmp_path: Path) -> None:
    file = tmp_path / "test_shouting.py"
    file.write_text(blocks[1])
    spec = spec_from_file_location("test_shouting", file)
    documented = module_from_spec(spec)
    spec.loader.exec_module(documented)
    tests = [value for name, value in vars(documented).items() if name.startswith("test_")]
    [test() for test in tests]
    assert len(tests) == 2
