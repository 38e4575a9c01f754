"""The layers written down in `.importlinter` are the layers of the code."""

import subprocess
import sys
from pathlib import Path

import pytest

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """One run of import-linter with the contracts of `folder`."""
    command = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_no_import_crosses_the_layers(repo_root):
    ran = lint(repo_root)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def sandbox(repo_root: Path, tmp_path: Path) -> Path:
    """A repository with the same contracts and next to no code, for imports that must be refused."""
    contracts = (repo_root / ".importlinter").read_text("utf-8")
    (tmp_path / ".importlinter").write_text(contracts, "utf-8")
    inner = ["run", "steps", "split", "sources", "exports", "filters", "signals"]
    inner += ["neardup", "samples", "store", "kinds", "core"]
    parts = ["app", "app.frame", "app.jobs", "app.web", "annotation", "training", "pipelines"]
    parts += [f"pipelines.{name}" for name in inner]
    for part in parts:
        folder = tmp_path.joinpath(*part.split("."))
        folder.mkdir()
        (folder / "__init__.py").touch()
    for module in ("cli", "doctor"):
        (tmp_path / f"app/{module}.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("pipelines/core/a.py", "import pipelines.store"),
        ("pipelines/core/a.py", "import sqlalchemy"),
        ("pipelines/neardup/a.py", "import pipelines.store"),
        ("pipelines/filters/a.py", "import pipelines.steps"),
        ("pipelines/store/a.py", "import annotation"),
        ("annotation/a.py", "import training"),
        ("training/a.py", "import app.web"),
        ("app/web/script.py", "def late():\n    import torch"),
        ("pipelines/undeclared.py", ""),
    ],
)
def test_an_import_that_crosses_them_is_refused(sandbox, file, line):
    (sandbox / file).write_text(line, "utf-8")
    assert "BROKEN" in lint(sandbox).stdout


def test_a_repository_without_such_an_import_passes(sandbox):
    assert lint(sandbox).returncode == 0
