"""The script itself, run without a server."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.web.server import PROJECT_VARIABLE, SCRIPT
from pipelines.store.project import Project


def test_without_a_project_there_is_one_line_that_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    at = AppTest.from_file(str(SCRIPT)).run(timeout=20)
    assert "verilode init DIR" in at.error[0].value.replace("\\", "")
    assert not at.exception


def test_the_first_page_of_a_project_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project.create(tmp_path, "legal")
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    at = AppTest.from_file(str(SCRIPT)).run(timeout=20)
    assert at.title[0].value == "Contract clauses to clause types"
    assert not at.exception
