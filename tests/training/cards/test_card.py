"""The model card: every fact is in it, every text of others stays text, and what is not known is said."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.finished import finished
from training.cards.card import card
from training.cards.facts import base_name, gather
from training.cards.licence import Terms, terms_of
from training.cards.markdown import plain, table
from training.models.identity import NOTE, model_hash
from training.promotion import promote


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished project, its run with weights and its base with terms; only copied."""
    project = finished(tmp_path_factory.mktemp("cards") / "project")
    (run,) = project.runs.glob("*")
    (run / "model" / "model.safetensors").write_bytes(b"weights")
    found = model_hash(run / "model")
    note = {"base_hash": "b" * 64, "adapter": "lora", "model_hash": found, "snapshot": _snapshot(run)}
    (run / "model" / NOTE).write_text(json.dumps(note))
    report = json.loads((run / "evaluation" / "report.json").read_text())
    (run / "evaluation" / "report.json").write_text(json.dumps({**report, "tuned_hash": found}))
    (project.root / "base").mkdir()
    (project.root / "base" / "README.md").write_text("---\nlicense: apache-2.0\nlanguage: [en]\n---\nA base.\n")
    return project.root


def _snapshot(run: Path) -> str:
    return Path(yaml.safe_load((run / "run.yaml").read_text())["snapshot"]).name


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Project:
    """A copy of the test's own."""
    root = shutil.copytree(made, tmp_path / "project")
    (file,) = root.glob("runs/*/run.yaml")
    file.write_text(file.read_text().replace(str(made), str(root)))
    return Project.open(root)


def text(project: Project) -> str:
    return card(gather(project, "latest"))


def front(project: Project) -> dict[str, object]:
    return yaml.safe_load(text(project).split("---\n")[1])


def test_the_front_matter_is_what_the_hub_reads(project: Project) -> None:
    found = front(project)
    snapshot = gather(project, "latest").note["snapshot"]
    assert found["datasets"] == [f"verilode-snapshot-{snapshot}"]
    assert {
        name: found[name] for name in ("license", "base_model", "base_model_relation", "language", "library_name")
    } == {
        "license": "apache-2.0",
        "base_model": "base",
        "base_model_relation": "adapter",
        "language": ["en"],
        "library_name": "peft",
    }


def test_the_card_says_who_checked_what_was_measured_and_what_is_promised(project: Project) -> None:
    said = text(project)
    states = gather(project, "latest").snapshot.manifest["identity"]["states"]
    assert f"| auto-accepted | {states['auto-accepted']} |" in said
    assert re.search(r"\| simulated-reviewer \| \d+ \|", said)
    assert re.search(r"Certificate: With 95\\\.00% confidence at most \d+ of \d+ records", said)
    assert re.search(r"\| test \| tuned \| exact\\_match \| 0\.\d{3} \| 0\.\d{3} to [01]\.\d{3} \| \d+ \|", said)
    assert "Gate: **" in said
    assert "verilode lineage RECORD" in said
    assert str(project.root) not in said


def test_a_promotion_is_told_with_its_reason(project: Project) -> None:
    assert "Not promoted." in text(project)
    promote(project, "latest", force=True, because="a [client](http://x) waits", actor="ada")
    assert "as current: promoted (better) by ada at" in text(project)
    assert "because: a \\[client\\]\\(http\\://x\\) waits" in text(project)


def test_unknown_terms_are_said(project: Project) -> None:
    (project.root / "base" / "README.md").unlink()
    assert "states no licence: find out its terms" in text(project)
    assert {"license", "language"} & front(project).keys() == set()


def test_without_its_snapshot_nothing_is_said_about_labels(project: Project) -> None:
    shutil.rmtree(project.snapshots)
    assert "which is not in this project any more: its labels are not known" in text(project)


def test_before_an_evaluation_there_are_no_figures(project: Project) -> None:
    shutil.rmtree(next(project.runs.glob("*/evaluation")))
    assert "## Measured\nNot measured yet." in text(project)


def test_a_run_without_a_model_has_no_card(project: Project) -> None:
    shutil.rmtree(next(project.runs.glob("*/model")))
    with pytest.raises(VerilodeError, match="has no finished model"):
        text(project)


def test_the_command_writes_it(project: Project, tmp_path: Path) -> None:
    shell = Shell(project.root)
    told = shell.json("card latest --out", str(tmp_path / "CARD.md"))
    assert (tmp_path / "CARD.md").read_text() == told["text"]
    assert shell("card").code == 0
    assert next(project.runs.glob("*/README.md")).read_text() == told["text"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b\n# c", "a \\| b \\# c"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("![x](http://a.b)", "\\!\\[x\\]\\(http\\://a\\.b\\)"),
        ("a\u202eb\x1b", "a\\\\u202eb\\\\x1b"),
        (3, "3"),
    ],
)
def test_text_of_others_stays_text(text: object, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_no_text_leaves_its_cell(text: str) -> None:
    row = table(("a",), [(plain(text),)]).split("\n")
    assert len(row) == 3
    assert row[2].replace("\\\\", "").replace("\\|", "").count("|") == 2


@pytest.mark.parametrize(
    ("readme", "told"),
    [
        ("---\nlicense: mit\n---\n", "mit"),
        ("---\nlicense: other\nlicense_name: llama3\nlicense_link: LICENSE\n---\n", "llama3 LICENSE"),
        ("---\nlicense: [mit, apache-2.0]\n---\n", "mit, apache-2.0"),
        ("# no front matter", "unknown"),
        ("---\n[broken\n---\n", "unknown"),
        ("---\n- a list\n---\n", "unknown"),
        (None, "unknown"),
    ],
)
def test_terms_are_what_the_base_says(tmp_path: Path, readme: str | None, told: str) -> None:
    if readme is not None:
        (tmp_path / "README.md").write_text(readme)
    assert terms_of(tmp_path).told == told
    assert Terms().told == "unknown"


def test_a_base_of_the_hub_has_its_name() -> None:
    assert base_name(Path("/c/hub/models--org--small/snapshots/123")) == "org/small"
    assert base_name(Path("/c/base")) == "base"
