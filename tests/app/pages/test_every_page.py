"""What holds for every page: it has tests, it opens on any project, and damage is one clear line."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.pages import PAGES, errors, show
from tests.fakes.serving import HEAVY

HERE = Path(__file__).parent


def test_every_page_has_tests() -> None:
    assert [page for page in PAGES if not (HERE / f"test_{page}_page.py").exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_project_is_no_error(empty: Path, page: str) -> None:
    assert errors(show(empty, page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_finished_project_is_no_error(done: Path, page: str) -> None:
    assert errors(show(done, page)) == []


def test_no_page_loads_anything_heavy(done: Path) -> None:
    program = (
        "import json, sys; from pathlib import Path; from tests.fakes.pages import PAGES, errors, show\n"
        f"for page in PAGES: assert errors(show(Path({str(done)!r}), page)) == [], page\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=HERE.parents[2], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []


def newest(project: Path, pattern: str) -> Path:
    return sorted(project.glob(pattern))[-1]


def cut(pattern: str) -> Callable[[Path], None]:
    """The newest of these files ends in the middle."""

    def damage(project: Path) -> None:
        file = newest(project, pattern)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] + b"\n")

    return damage


def overwrite_database(project: Path) -> None:
    for file in project.glob("events.db*"):
        file.unlink()
    (project / "events.db").write_bytes(b"not a database" * 500)


DAMAGE: dict[str, tuple[Callable[[Path], None], str, set[str]]] = {
    "a step's manifest": (
        cut("facts/*-dedupe-*/manifest.json"),
        "manifest.json: damaged",
        {"overview", "data", "review", "compare"},
    ),
    "dropped records": (cut("facts/*-dedupe-*/drops.parquet"), "Parquet", {"overview", "data", "review"}),
    "suggestions": (cut("facts/*-suggest-*/suggestions.parquet"), "Parquet", {"overview", "review"}),
    "a snapshot's manifest": (
        cut("snapshots/*/manifest.json"),
        "manifest.json: damaged",
        {"overview", "snapshots", "training"},
    ),
    "a run's status": (cut("runs/*/status.json"), "damaged", {"overview", "training", "compare"}),
    "a run's losses": (cut("runs/*/metrics.jsonl"), "metrics.jsonl: cannot be read", {"training"}),
    "an evaluation": (cut("runs/*/evaluation/report.json"), "report.json: cannot be read", {"overview", "compare"}),
    "the database": (overwrite_database, "database", {"overview", "review", "jobs"}),
}
"""What is broken and how, what the line says, and the pages that need it."""


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_one_line_on_the_pages_it_concerns(done: Path, tmp_path: Path, what: str) -> None:
    damage, says, concerned = DAMAGE[what]
    project = shutil.copytree(done, tmp_path / "damaged")
    damage(project)
    told = {page: errors(show(project, page)) for page in concerned}
    assert {page for page, lines in told.items() if len(lines) == 1 and says in lines[0]} == concerned
    assert not any("\n" in line for lines in told.values() for line in lines)
