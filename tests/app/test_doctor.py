"""What the doctor finds."""

from pathlib import Path

from app.doctor import Check, Diagnosis, examine
from app.frame.switches import stay_private
from pipelines.store.project import Project


def by_name(diagnosis: Diagnosis) -> dict[str, Check]:
    return {check.name: check for check in diagnosis.checks}


def test_a_healthy_machine_without_a_project() -> None:
    stay_private()
    found = by_name(examine(None))
    assert {"python", "sqlite", "disk", "project", "telemetry off", "offline", "extra train"} <= set(found)
    assert found["python"].ok
    assert found["project"].detail == "none here; make one with: verilode init DIR"


def test_a_broken_recipe_is_named(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: [")
    check = by_name(examine(Project.open(tmp_path)))["project"]
    assert not check.ok
    assert check.detail.startswith(f"{tmp_path}/verilode.yaml:")


def test_the_failure_names_the_bad_checks() -> None:
    bad, good = Check("disk", False, "0.1 GiB free"), Check("python", True, "3.12.1")
    assert Diagnosis([bad, good]).failure == "1 of 2 checks failed: disk"
    assert Diagnosis([good]).failure is None
