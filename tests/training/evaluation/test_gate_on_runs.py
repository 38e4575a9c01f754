"""The gate on real runs of a small model: replies learned with and without general questions in between."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.gate import desk, gated
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from training.base.built import general_files, tiny_texts
from training.base.tiny import TinyOptions, build_tiny
from training.start import train

SMALL = TinyOptions(hidden=64, layers=2, steps=180, chat_share=1.0)
OPTIONS = {
    **{"adapter": "full", "dtype": "float32", "steps": 80, "batch_size": 16, "learning_rate": 2e-3},
    **{"max_length": 128, "eval_every": 80},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A frozen desk of replies, with a small base that knows the general questions beside it."""
    if find_spec("torch") is None:
        pytest.skip("needs the [train] extra: torch is not installed")
    project = desk(tmp_path_factory.mktemp("desk") / "project")
    texts = tiny_texts(list_snapshots(project.snapshots)[-1])
    build_tiny(project.root / "base", texts, general_files(project).pretrain, SMALL)
    return project


@pytest.mark.train
@pytest.mark.parametrize(("share", "gate"), [(0.0, "fail"), (0.6, "pass")])
def test_what_forgets_is_stopped_and_what_remembers_passes(project: Project, share: float, gate: str) -> None:
    replay = {"replay_file": str(general_files(project).replay), "replay_share": share}
    run = train(project, trainer="sft", base=str(Path(project.root / "base")), options={**OPTIONS, **replay})
    found = gated(project, run)
    assert found["test"]["tuned"] > found["test"]["base"]
    assert found["gate"] == gate, found["why"]
