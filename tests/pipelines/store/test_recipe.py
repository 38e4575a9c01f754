"""Recipes: the sections come back as written, and every mistake is one line that says where."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.kinds import Task
from pipelines.store.recipe import BUNDLED, Recipe, bundled_recipes, find_recipe, load_recipe


def load(folder: Path, text: str) -> Recipe:
    (folder / "verilode.yaml").write_text(text, encoding="utf-8")
    return load_recipe(folder / "verilode.yaml")


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(VerilodeError) as caught:
        load(folder, text)
    return str(caught.value).removeprefix(f"{folder / 'verilode.yaml'}")


def test_the_smallest_recipe(tmp_path: Path) -> None:
    assert load(tmp_path, "name: demo\n") == Recipe("demo", task=Task())


def test_sections_come_back_as_written(tmp_path: Path) -> None:
    recipe = load(
        tmp_path,
        "name: demo\ntitle: Ärzte\ntask: {labels: ['no', '007'], guideline: Choose.}\n"
        "clean: [normalise, length: {min_words: 2}, placeholder: ]\nverify: {pilot: 30}\n",
    )
    assert (recipe.title, recipe.task) == ("Ärzte", Task(("no", "007"), "Choose."))
    assert recipe.clean == (("normalise", {}), ("length", {"min_words": 2}), ("placeholder", {}))
    assert recipe.verify == {"pilot": 30}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ": a recipe needs a name"),
        ("- name", ": recipe must be a mapping of names to values, not list"),
        ("name: x\nclaen: []", ": recipe has no entry 'claen'; did you mean 'clean'?"),
        ("name: x\ntask: {label: [a]}", ": task has no entry 'label'; did you mean 'labels'?"),
        (
            "name: x\ntask: {kind: sort}",
            ": task kind 'sort' is unknown; known: classify, edit, generate, multilabel, "
            "preference, rank, spans, verdict",
        ),
        ("name: x\ninput: {maps: {}}", ": input has no entry 'maps'; did you mean 'map'?"),
        ("name: x\nverify: {pilots: 3}", ": verify has no entry 'pilots'; did you mean 'pilot'?"),
        ("name: x\nverify: {pilot: many}", ": verify pilot must be a number above 0, not 'many'"),
        ("name: x\nverify: {epsilon: true}", ": verify epsilon must be a number above 0, not True"),
        ("name: x\nsplit: [1]", ": split must be a mapping of names to values, not list"),
        ("name: 7", ": name must be text, not 7; put it in quotes"),
        ("name: x\ndatabase: 7", ": database must be text, not 7; put it in quotes"),
        ("name: x\nclean: normalise", ": clean must be a list (lines that start with -), not str"),
        ("name: x\nclean: {length: {min_words: 2}}", ": clean must be a list (lines that start with -), not dict"),
        ("name: x\ninput: {files: raw/a.csv}", ": input files must be a list (lines that start with -), not str"),
        ("name: x\ninput: {map: text}", ": input map must be a mapping of names to values, not str"),
        (
            "name: x\nclean: [{a: {}, b: {}}]",
            ": a cleaning step is a name or one name with its options, not {'a': {}, 'b': {}}",
        ),
        ("name: x\nclean: [length: 3]", ": step length must be a mapping of names to values, not int"),
        ("name: x\nclean: [a\n", ":3: not YAML: expected ',' or ']', but got '<stream end>'"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, line: str) -> None:
    assert refusal(tmp_path, text) == line


@pytest.mark.parametrize("label", ["no", "007", "1.0", "2024-01-01", "{a: b}"])
def test_a_label_that_yaml_reads_as_something_else_is_refused(tmp_path: Path, label: str) -> None:
    assert "a label must be text, not" in refusal(tmp_path, f"name: x\ntask: {{labels: [yes_, {label}]}}")


@pytest.mark.parametrize(
    ("labels", "line"),
    [("[a, b, a]", ": the label 'a' is there twice"), ("[a, '']", ": the label '' is empty"), ("[~]", "None is empty")],
)
def test_labels_are_different_and_not_empty(tmp_path: Path, labels: str, line: str) -> None:
    assert line in refusal(tmp_path, f"name: x\ntask: {{labels: {labels}}}")


@pytest.mark.parametrize("value", ["2024-01-01", ".nan", ".inf", "!!binary aGk=", "&a [*a]", "!!set {a}"])
def test_a_value_that_no_manifest_can_hold_is_refused(tmp_path: Path, value: str) -> None:
    assert "holds a value that is no JSON" in refusal(tmp_path, f"name: x\ntrain: {{steps: {value}}}")


def test_yaml_never_makes_objects(tmp_path: Path) -> None:
    assert "not YAML" in refusal(tmp_path, "name: x\ntrain: !!python/object/apply:os.getcwd []")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name: \x01"])
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(VerilodeError, match="a.yaml: not YAML: "):
        load_recipe(tmp_path / "a.yaml")


@given(st.text(max_size=60))
def test_any_text_is_a_recipe_or_one_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(text.encode("utf-8", "replace"))
    try:
        assert load_recipe(file).name
    except VerilodeError as error:
        assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize("name", bundled_recipes())
def test_the_bundled_recipes_are_sound(name: str) -> None:
    recipe = load_recipe(find_recipe(name))
    assert recipe.name == name
    assert recipe.clean and recipe.task.guideline


def test_a_recipe_is_found_by_name_or_path() -> None:
    assert find_recipe("legal") == BUNDLED / "legal.yaml"
    assert find_recipe("my/own.yml") == Path("my/own.yml")


def test_an_unknown_recipe_names_the_bundled_ones() -> None:
    with pytest.raises(VerilodeError) as caught:
        find_recipe("leagl")
    assert str(caught.value).startswith("no recipe called 'leagl'; bundled: ")
    assert "legal, medical, preferences, support" in str(caught.value)


@pytest.mark.parametrize(("name", "reason"), [("none.yaml", "no such recipe"), (".", "cannot be read: Is a directory")])
def test_a_recipe_file_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        load_recipe(tmp_path / name)
