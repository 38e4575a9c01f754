"""Registries: a folder of files is a set of members, and a signature is a form."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Option, Registry, argument_help

CIRCLE = '''
"""Circles."""
from typing import Literal
from collections.abc import Sequence

def circle(*, radius: float, colour: str | None = None, filled: bool = False,
           style: Literal["thin", "thick"] = "thin", dashes: Sequence[int] = (), level: Literal[1, 2] | None = None):
    """A round thing.

    Longer words about it.

    Args:
        radius: From the centre
            to the rim.
        colour (str): What it is painted with.
        filled: Whether it is.

    Returns:
        something: else
    """
    return ("circle", radius, colour, filled, style, tuple(dashes))
'''


@pytest.fixture
def shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A package of three members, one of which cannot be imported, and a private file."""
    package = tmp_path / "drawing" / "shapes"
    package.mkdir(parents=True)
    files = {"circle": CIRCLE, "square": "def square(): return 'square'", "_grid": "", "zigzag": "1 / 0"}
    for name, code in {**files, "__init__": ""}.items():
        (package / f"{name}.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Registry("drawing.shapes")
    for name in [name for name in sys.modules if name.partition(".")[0] == "drawing"]:
        del sys.modules[name]


def test_names_are_the_public_files_and_nothing_is_imported(shapes):
    assert shapes.names() == ["circle", "square", "zigzag"]
    assert "drawing.shapes.zigzag" not in sys.modules
    assert ("circle" in shapes, "_grid" in shapes) == (True, False)


def test_a_package_that_is_not_there_has_no_members():
    assert Registry("pipelines.nowhere").names() == []


def test_a_member_is_the_function_named_like_its_file(shapes):
    assert shapes.get("square")() == "square"
    assert "drawing.shapes.circle" not in sys.modules


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("cirkle", "no shape called 'cirkle'; did you mean 'circle'?"),
        ("_grid", "no shape called '_grid'; known: circle, square, zigzag"),
        ("os.path", "no shape called 'os.path'; known: circle, square, zigzag"),
    ],
)
def test_an_unknown_member(shapes, name, line):
    with pytest.raises(VerilodeError) as caught:
        shapes.get(name)
    assert str(caught.value) == line


def test_options_come_from_the_signature_and_the_docstring(shapes):
    radius, colour, filled, *_ = shapes.options("circle")
    assert radius == Option("radius", float, None, "From the centre to the rim.", required=True)
    assert colour == Option("colour", str | None, None, "What it is painted with.", required=False)
    assert filled == Option("filled", bool, False, "Whether it is.", required=False)


def test_a_summary_is_the_first_sentence(shapes):
    assert shapes.summary("circle") == "A round thing."
    assert shapes.summary("square") == ""


def test_a_member_is_built_with_its_options(shapes):
    built = shapes.build("circle", {"radius": 2, "colour": "red", "style": "thick", "dashes": [1, 2], "level": None})
    assert built == ("circle", 2, "red", False, "thick", (1, 2))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            {"radius": 1.0, "color": "red"},
            "has no option 'color'; it has: radius, colour, filled, style, dashes, level",
        ),
        ({}, "needs the option 'radius'"),
        ({"radius": "2"}, "option 'radius' is '2', wanted float"),
        ({"radius": True}, "option 'radius' is True, wanted float"),
        ({"radius": 1.0, "colour": 3}, "option 'colour' is 3, wanted str or nothing"),
        ({"radius": 1.0, "filled": 1}, "option 'filled' is 1, wanted bool"),
        ({"radius": 1.0, "dashes": "12"}, "option 'dashes' is '12', wanted list or tuple"),
        ({"radius": 1.0, "style": "thicker"}, "option 'style' is 'thicker', wanted 'thin' or 'thick'"),
        ({"radius": 1.0, "style": None}, "option 'style' is None, wanted 'thin' or 'thick'"),
        ({"radius": 1.0, "level": True}, "option 'level' is True, wanted 1 or 2 or nothing"),
        ({"radius": 1.0, "level": 3}, "option 'level' is 3, wanted 1 or 2 or nothing"),
    ],
)
def test_a_wrong_option_is_one_line(shapes, options, line):
    with pytest.raises(VerilodeError) as caught:
        shapes.build("circle", options)
    assert str(caught.value).removeprefix("shape 'circle'").lstrip(": ") == line


def test_a_member_without_options_says_so(shapes):
    with pytest.raises(VerilodeError, match="shape 'square' has no option 'size'; it has: none"):
        shapes.build("square", {"size": 1})


def test_argument_help_of_a_docstring_without_arguments():
    assert argument_help("Does nothing.") == {}
