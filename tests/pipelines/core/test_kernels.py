"""Cached machine code goes when the sources of any kernel are others than those it was made from."""

from pathlib import Path

import pytest

from pipelines.core.kernels import forget_outdated


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A package with one kernel whose machine code was cached."""
    forget_outdated.cache_clear()
    (tmp_path / "neardup" / "__pycache__").mkdir(parents=True)
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "table.py").write_text("LIMIT = 1")
    (tmp_path / "neardup" / "__pycache__" / "one.nbi").write_text("old")
    (tmp_path / "neardup" / "__pycache__" / "one.pyc").write_text("bytecode")
    return tmp_path


def cached(root: Path) -> list[str]:
    return sorted(file.name for file in (root / "neardup" / "__pycache__").iterdir())


def test_unknown_sources_are_taken_for_changed_ones(root):
    assert forget_outdated(root)
    assert cached(root) == ["one.pyc"]


def test_the_same_sources_keep_their_code(root):
    forget_outdated(root)
    (root / "neardup" / "__pycache__" / "two.nbc").write_text("new")
    forget_outdated.cache_clear()
    assert not forget_outdated(root)
    assert cached(root) == ["one.pyc", "two.nbc"]


def test_a_changed_table_in_another_file_is_a_change(root):
    forget_outdated(root)
    (root / "neardup" / "__pycache__" / "two.nbc").write_text("new")
    (root / "core" / "table.py").write_text("LIMIT = 2")
    forget_outdated.cache_clear()
    assert forget_outdated(root)
    assert cached(root) == ["one.pyc"]
