"""`verilode ingest`: options of a format on the command line, and what the report says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "verilode.yaml").write_text("name: test\n")
    return tmp_path


def ingest(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "app.cli", "ingest", *words, "--project", str(project)]
    return subprocess.run(line, capture_output=True, text=True)


def test_an_option_of_the_format_reaches_its_reader(project: Path) -> None:
    (project / "in.csv").write_text("text;label\nlong text;a\n" + "x" * 200 + ";b\n")
    words = [str(project / "in.csv"), "--set", "separator=;", "--set", "max_record_bytes=100", "--json"]
    report = json.loads(ingest(project, *words).stdout)
    quarantine = report.pop("quarantine_file")
    assert report == {"in": 2, "kept": 1, "dropped": 0, "quarantined": 1, "record_ids_added": 1}
    assert json.loads(Path(quarantine).read_text())["reason"] == "too_long"


def test_an_option_nobody_has_is_one_line(project: Path) -> None:
    (project / "in.txt").write_text("one\n")
    done = ingest(project, str(project / "in.txt"), "--set", "units=line")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("verilode: no option 'units' in reading these files; .txt has: unit, max_record_bytes\n")


def test_a_name_on_the_hub_says_how_to_allow_it(project: Path) -> None:
    done = ingest(project, "owner/set")
    assert done.stderr == (
        "verilode: owner/set: no such file; to read a data set of this name from the Hub set HF_HUB_OFFLINE=0\n"
    )
