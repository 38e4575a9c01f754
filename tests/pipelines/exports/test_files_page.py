"""The page about files names every format with its options, and its examples are what is written."""

import re
from pathlib import Path

import pytest

from pipelines.exports import EXPORTS
from pipelines.sources import KNOWN_COLUMNS
from tests.fakes.exchanged import file_in, written

RECORD = {"system": "Be brief.", "instruction": "Which side?", "response": "-left", "rejected": "No idea."}
BINARY = {"parquet", "hf", "xlsx"}


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "reference" / "files.md").read_text("utf-8")


def test_every_format_has_a_row_with_its_options(page: str) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .*(?:SPLIT|folder).* \| ([^|]*) \|$", page, re.MULTILINE))
    assert sorted(rows) == EXPORTS.names()
    for name, options in rows.items():
        assert re.findall(r"`(\w+)`(?: \(`hub`, `disk`\))?", options.replace(" (`hub`, `disk`)", "")) == [
            option.name for option in EXPORTS.options(name)
        ]


def test_every_column_that_is_understood_is_named(page: str) -> None:
    assert [name for name in KNOWN_COLUMNS if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", sorted(set(EXPORTS.names()) - BINARY))
def test_the_example_is_what_is_written(tmp_path: Path, page: str, name: str) -> None:
    written(tmp_path, name, [RECORD], **({"drop_system": True} if name == "alpaca" else {}))
    examples = dict(re.findall(r"^### (\w+)\n```\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL))
    assert examples[name].splitlines() == file_in(tmp_path).read_text("utf-8").splitlines()
