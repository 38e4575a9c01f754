"""Merging inside the worker: in each dtype, of each kind of run, and what a wrong merge is answered."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.frozen import frozen
from tests.fakes.runs import made_run
from tests.fakes.small_models import causal_model
from training.config import RunConfig, read_config
from training.models.load import read_note
from training.models.merge import asked_prompts, compare_with, merge

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A snapshot, a base, and runs of every kind on it."""
    project = frozen(tmp_path_factory.mktemp("merge"))
    base, snapshot = causal_model(project.root / "base", window=512), next(project.snapshots.iterdir())
    for seed, (name, adapter) in enumerate([("aaa1", "lora"), ("bbb2", "lora"), ("fff3", "full"), ("qqq4", "qlora")]):
        made_run(project.runs / name, base, adapter=adapter, seed=seed, snapshot=snapshot)
    made_run(project.runs / "dora5", base, seed=5, use_dora=True, snapshot=snapshot)
    return project


def merged(project: Project, name: str, out: Path, dtype: str = "float32") -> dict[str, object]:
    out.mkdir()
    merge(config(project, name), project.runs / name, out, dtype, 4)
    return read_note(out)


def config(project: Project, name: str) -> RunConfig:
    return read_config(project.runs / name / "run.yaml")


@pytest.mark.parametrize("name", ["aaa1", "dora5", "fff3", "qqq4"])
def test_in_float32_every_decision_is_the_same(project: Project, tmp_path: Path, name: str) -> None:
    parity = merged(project, name, tmp_path / "out")["parity"]
    assert (parity["passed"], parity["equal"], parity["answers_equal"], parity["prompts"]) == (True, 1.0, 1.0, 4)
    assert parity["largest"] < 1e-3


def test_bfloat16_is_compared_in_bfloat16(project: Project, tmp_path: Path) -> None:
    parity = merged(project, "aaa1", tmp_path / "out", "bfloat16")["parity"]
    assert (parity["dtype"], parity["passed"]) == ("bfloat16", True)
    assert 0 < parity["largest"] < 2


def test_an_adapter_beside_four_bits_says_what_it_was_merged_into(project: Project, tmp_path: Path) -> None:
    origin = merged(project, "qqq4", tmp_path / "out")["merged_from"]
    assert origin["merged_into"] == "the base as it is on disk, not the four-bit one"


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_merge_that_forgets_the_adapter_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: str
) -> None:
    monkeypatch.setattr("training.models.merge._merged", lambda model: model.unload())
    with pytest.raises(VerilodeError, match="does not decide as base and adapter do: on 4 prompts"):
        merged(project, "aaa1", tmp_path / "out", dtype)


def test_another_model_is_found_out(project: Project, tmp_path: Path) -> None:
    merged(project, "aaa1", tmp_path / "out")
    assert compare_with(config(project, "aaa1"), project.runs / "aaa1", tmp_path / "out", 4).passed
    other = compare_with(config(project, "bbb2"), project.runs / "bbb2", tmp_path / "out", 4)
    assert not other.passed
    assert other.largest > 1


def test_prompts_are_taken_evenly_over_the_test_split(project: Project) -> None:
    found = asked_prompts(config(project, "aaa1"), 2)
    assert len(found) == 2
    assert found[0] != found[1]
    assert len(asked_prompts(config(project, "aaa1"), 1000)) == 4
